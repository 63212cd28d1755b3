import { type Host, hosts } from "../core/console/host.ts";
import { alarmRinger } from "./alarm-ringer.ts";
import { CannotStart } from "./aws/cannot-start.ts";
import { type LocalAws, startLocalAws } from "./aws/local-aws.ts";
import { createMailbox, inboxOf } from "./aws/sns/mailbox.ts";
import { AWS_LIMITS, type AwsLimits } from "./aws-limits.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { ensureDemoTenant } from "./demo-tenant.ts";
import { DISK_FULL } from "./disk-full.ts";
import { SWEEP_ACTIONS, type Sweep, startSweep } from "./expired-rows-sweep.ts";
import { checkReservations } from "./functions/concurrency.ts";
import { type HttpServer, startHttpServer } from "./http-api/http-server.ts";
import type { Meter } from "./meter.ts";
import { alarmHandlers } from "./resources/alarm-resources.ts";
import { functionHandlers } from "./resources/function-resources.ts";
import { emptyPlan, type Plan, type RolePlan } from "./resources/plan.ts";
import { routeHandlers } from "./resources/route-resources.ts";
import { serviceHandlers } from "./resources/service-resources.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import { startSchedules } from "./schedules.ts";
import { synthesizeAssembly } from "./synth/synthesize.ts";
import type { Assembly } from "./template/assembly.ts";
import { type Deployed, deployTemplate } from "./template/deploy-template.ts";
import { readTwinFile, type TwinFile, writeTwinFile } from "./twin-file.ts";

export interface TwinOptions {
  /** Folder for all data. */
  dataDir: string;
  /** Port of the API host. 0 picks a free one. */
  port: number;
  /**
   * Port of the console host. 0 picks a free one.
   *
   * @default the one after the API's, or a free one if the API's was picked
   */
  consolePort?: number;
  /** Deletes the data of earlier runs first. */
  fresh?: boolean;
  /** Stack options, by name. */
  context?: Record<string, string>;
  /** Limits that differ from AWS's. */
  limits?: Partial<AwsLimits>;
  /** Sees everything that AWS bills for. */
  meter?: Meter;
  /** Changes the synthesized app before it starts. */
  amend?(assembly: Assembly): void;
  /** Called with one line for each problem while the twin runs. */
  warn(line: string): void;
  /**
   * Called with the text of each message to an email address, ready to print. The data folder keeps all of them.
   *
   * @default ignores them
   */
  print?(text: string): void;
  /**
   * Called when the twin can't go on, because the disk is full.
   *
   * @default warns
   */
  diskFull?(): void;
}

/** A running local copy of what the CDK app deploys. */
export interface Twin extends TwinFile {
  /** Resource types in the template that the twin does not run, with the number of resources of each. */
  notRun: Map<string, number>;
  /** The data folder was empty. */
  isNew: boolean;
  /** The functions' roles, with their permissions. */
  roles: RolePlan[];
  /** The permissions that the functions have used. */
  usage: LocalAws["usage"];
  /** The file that keeps the messages to email addresses. */
  inbox: string;
  /** The names of the template's alarms. The twin doesn't evaluate them. */
  alarms: string[];
  /** Does what CloudWatch does when an alarm goes off: publishes it to the topics that are its actions. */
  ringAlarm(name: string): Promise<void>;
  /** Stops everything within two seconds. The data stays in the folder. */
  stop(): Promise<void>;
}

/** Any values would do, but they must never change: they are part of every ARN. */
const PLACE = { region: "us-east-1", accountId: "000000000000" };
/** How long running invocations may continue when the twin stops. */
const GRACE_MS = 700;

/**
 * Starts the synthesized CDK app on this machine. On failure, stops what it has started and rejects. The message of a
 * `CannotStart` tells the user what to do.
 */
export async function startTwin(options: TwinOptions): Promise<Twin> {
  const started: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of started.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(options, (close) => void started.push(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type OnStop = (close: () => Promise<void> | void) => void;

async function start(options: TwinOptions, onStop: OnStop): Promise<Omit<Twin, "stop">> {
  const folder = openDataFolder(options.dataDir, options.fresh ?? false);
  onStop(folder.release);
  const servers = await startServers(options, onStop);
  const { warn, diskFull = () => warn(DISK_FULL), print = () => undefined, meter } = options;
  const mail = createMailbox(folder.mail, print);
  const limits = limitsOf(options);
  const starting = startLocalAws({ dataDir: folder.aws, ...PLACE, warn, diskFull, mail, meter, limits });
  const synthesizing = synthesizeAssembly(folder.assembly, options.context ?? {});
  // Waits for both even if one fails, so that everything that has started is stopped.
  await Promise.allSettled([starting.then((services) => onStop(services.stop)), synthesizing]);
  const aws = await starting;
  const assembly = await synthesizing;
  options.amend?.(assembly);
  const { plan, deployed, runtime } = await bringUp(assembly, aws, servers, folder, options);
  onStop(async () => {
    await Promise.all([...hosts.map((host) => servers[host].stop(GRACE_MS)), runtime.drain(GRACE_MS)]);
    await runtime.stop();
  });
  await runtime.start();
  onStop(startSchedules(plan, runtime.invoke));
  for (const host of hosts) servers[host].serve(runtime.apis[host]);
  onStop(sweepTables(plan, aws, options).stop);
  const isNew = readTwinFile(folder.twinFile).tenantId === undefined;
  const twin = await introduce(folder, servers, aws, plan, deployed);
  return {
    ...twin,
    notRun: deployed.notRun,
    isNew,
    roles: [...plan.roles.values()],
    usage: aws.usage,
    inbox: inboxOf(folder.mail),
    alarms: [...plan.alarms.keys()],
    ringAlarm: alarmRinger(plan, aws, PLACE),
  };
}

type Servers = Record<Host, HttpServer>;

async function startServers({ port, consolePort }: TwinOptions, onStop: OnStop): Promise<Servers> {
  const api = await startHttpServer(port);
  onStop(() => api.stop(0));
  const forConsole = await startHttpServer(consolePort ?? (port === 0 ? 0 : port + 1), "--console-port");
  onStop(() => forConsole.stop(0));
  return { api, console: forConsole };
}

/** Rejects with a `CannotStart` that names the resource: the template's author needs that line, not a stack trace. */
async function bringUp(
  assembly: Assembly,
  aws: LocalAws,
  servers: Servers,
  folder: DataFolder,
  { warn, diskFull = () => warn(DISK_FULL), meter, ...options }: TwinOptions,
): Promise<{ plan: Plan; deployed: Deployed; runtime: Runtime }> {
  try {
    const plan = emptyPlan();
    const deployed = await deploy(assembly, plan, aws, servers);
    const limits = limitsOf(options);
    checkReservations([...plan.functions.values()], limits.accountConcurrency);
    const runtime = createRuntime({ plan, aws, ...PLACE, logDirectory: folder.logs, limits, meter, warn, diskFull });
    return { plan, deployed, runtime };
  } catch (cause) {
    throw new CannotStart((cause as Error).message, { cause });
  }
}

const limitsOf = ({ limits }: Pick<TwinOptions, "limits">): AwsLimits => ({ ...AWS_LIMITS, ...limits });

function deploy(assembly: Assembly, plan: Plan, aws: LocalAws, servers: Servers): Promise<Deployed> {
  const endpoints = { api: servers.api.url, console: servers.console.url };
  const handlers = {
    ...serviceHandlers(aws, plan, PLACE),
    ...functionHandlers(plan, { ...PLACE, assets: assembly.assets }),
    ...routeHandlers(plan, { ...PLACE, endpoints }),
    ...alarmHandlers(aws, plan, PLACE),
  };
  return deployTemplate(assembly, { ...PLACE, handlers });
}

/** Starts the sweep as a principal that may only scan and delete rows. */
function sweepTables({ expiringTables: tables }: Plan, aws: LocalAws, { warn }: TwinOptions): Sweep {
  const Resource = tables.map(({ arn }) => arn);
  const credentials = aws.addPrincipal(
    "ttl",
    tables.length > 0 ? [{ Effect: "Allow", Action: SWEEP_ACTIONS, Resource }] : [],
  );
  return startSweep({ tables, endpoint: aws.endpoint, region: PLACE.region, credentials, warn });
}

/** Ensures that the demo tenant exists, and writes the twin file. */
async function introduce(folder: DataFolder, servers: Servers, aws: LocalAws, plan: Plan, { outputs }: Deployed) {
  const adminKey = plan.secrets.get(String(outputs.AdminKeySecret));
  if (!adminKey) throw new Error("the template's output AdminKeySecret names no secret");
  const known = readTwinFile(folder.twinFile);
  const urls = { api: servers.api.url, console: servers.console.url };
  const tenant = await ensureDemoTenant(urls.api, adminKey, known);
  const bus = String(outputs.BusName);
  const twin: TwinFile = { ...urls, adminKey, ...tenant, aws: aws.endpoint, bus, region: PLACE.region };
  writeTwinFile(folder.twinFile, twin);
  return twin;
}
