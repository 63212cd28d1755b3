import { CannotStart } from "./aws/cannot-start.ts";
import { type LocalAws, startLocalAws } from "./aws/local-aws.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { ensureDemoTenant } from "./demo-tenant.ts";
import { type HttpServer, startHttpServer } from "./http-api/server.ts";
import { functionHandlers } from "./resources/functions.ts";
import { emptyPlan, type Plan, type Role } from "./resources/plan.ts";
import { routeHandlers } from "./resources/routes.ts";
import { serviceHandlers } from "./resources/services.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import { SWEEP_ACTIONS, type Sweep, startSweep } from "./sweep.ts";
import { synthesize } from "./synth/synthesize.ts";
import type { Assembly } from "./template/assembly.ts";
import { type Deployed, deployTemplate } from "./template/deploy.ts";
import { readTwinFile, type TwinFile, writeTwinFile } from "./twin-file.ts";

export interface TwinOptions {
  /** Where everything is kept. */
  dataDir: string;
  /** Of the HTTP API; 0 is any free one. */
  port: number;
  /** Begin with nothing. */
  fresh?: boolean;
  /** Stack options, by name. */
  context?: Record<string, string>;
  /** Changes the synthesized app before it is brought up. */
  amend?(assembly: Assembly): void;
  /** Told in one line what goes wrong while it runs. */
  warn(line: string): void;
}

/** A running local copy of what the CDK app deploys. */
export interface Twin extends TwinFile {
  /** Resource types of the template that do not run here, and how many there are of each. */
  notRun: Map<string, number>;
  /** What the functions' roles may do. */
  roles: Role[];
  /** What the functions made use of. */
  usage: LocalAws["usage"];
  /** Stops everything within two seconds; what is kept stays. */
  stop(): Promise<void>;
}

/** Any will do, as long as they stay the same: they are part of every ARN. */
const PLACE = { region: "us-east-1", accountId: "000000000000" };
/** How long running invocations may go on when the twin stops. */
const GRACE_MS = 700;

/**
 * Brings the synthesized CDK app up on this machine. Rejects with a `CannotStart` whose message says what to do
 * about it, having stopped whatever was started.
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
  const server = await startHttpServer(options.port);
  onStop(() => server.stop(0));
  const running = Promise.withResolvers<Runtime>();
  const invokeFunction = async (arn: string, event: unknown) => {
    await (await running.promise).invoke(arn, event);
  };
  const starting = startLocalAws({ dataDir: folder.aws, ...PLACE, invokeFunction });
  const synthesizing = synthesize(folder.assembly, options.context ?? {});
  // Both to their end, whichever fails: what has started is to be stopped.
  await Promise.allSettled([starting.then((services) => onStop(services.stop)), synthesizing]);
  const aws = await starting;
  const assembly = await synthesizing;
  options.amend?.(assembly);
  const { plan, deployed, runtime } = await bringUp(assembly, aws, server, folder, options);
  onStop(async () => {
    await Promise.all([server.stop(GRACE_MS), runtime.drain(GRACE_MS)]);
    await runtime.stop();
  });
  running.resolve(runtime);
  await runtime.start();
  server.serve(runtime.api);
  onStop(sweepTables(plan, aws, options).stop);
  const twin = await introduce(folder, server, aws, plan, deployed);
  return { ...twin, notRun: deployed.notRun, roles: [...plan.roles.values()], usage: aws.usage };
}

/** What keeps a template from running here is for whoever changed it: one line that names the resource. */
async function bringUp(
  assembly: Assembly,
  aws: LocalAws,
  server: HttpServer,
  folder: DataFolder,
  { warn }: TwinOptions,
): Promise<{ plan: Plan; deployed: Deployed; runtime: Runtime }> {
  try {
    const plan = emptyPlan();
    const deployed = await deploy(assembly, plan, aws, server.url);
    const runtime = createRuntime({ plan, aws, ...PLACE, logDirectory: folder.logs, warn });
    return { plan, deployed, runtime };
  } catch (cause) {
    throw new CannotStart((cause as Error).message, { cause });
  }
}

function deploy(assembly: Assembly, plan: Plan, aws: LocalAws, apiEndpoint: string): Promise<Deployed> {
  const handlers = {
    ...serviceHandlers(aws, plan, PLACE),
    ...functionHandlers(plan, { ...PLACE, assets: assembly.assets }),
    ...routeHandlers(plan, { ...PLACE, apiEndpoint }),
  };
  return deployTemplate(assembly, { ...PLACE, handlers });
}

/** With leave for that, and nothing else. */
function sweepTables({ expiringTables: tables }: Plan, aws: LocalAws, { warn }: TwinOptions): Sweep {
  const Resource = tables.map(({ arn }) => arn);
  const credentials = aws.addPrincipal(
    "ttl",
    tables.length > 0 ? [{ Effect: "Allow", Action: SWEEP_ACTIONS, Resource }] : [],
  );
  return startSweep({ tables, endpoint: aws.endpoint, region: PLACE.region, credentials, warn });
}

/** Sees that there is a tenant, and leaves word of the twin in its folder. */
async function introduce(folder: DataFolder, server: HttpServer, aws: LocalAws, plan: Plan, { outputs }: Deployed) {
  const adminKey = plan.secrets.get(String(outputs.AdminKeySecret));
  if (!adminKey) throw new Error("the template's output AdminKeySecret names no secret");
  const known = readTwinFile(folder.twinFile);
  const tenant = await ensureDemoTenant(server.url, adminKey, known);
  const bus = String(outputs.BusName);
  const twin: TwinFile = { api: server.url, adminKey, ...tenant, aws: aws.endpoint, bus, region: PLACE.region };
  writeTwinFile(folder.twinFile, twin);
  return twin;
}
