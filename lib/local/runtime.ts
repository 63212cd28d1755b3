import { basename } from "node:path";
import type { Host } from "../core/console/host.ts";
import type { LocalAws } from "./aws/local-aws.ts";
import type { PrincipalCredentials } from "./aws/principals.ts";
import type { AwsLimits } from "./aws-limits.ts";
import { isDiskFull } from "./disk-full.ts";
import { type EventSource, startEventSource } from "./event-source/event-source.ts";
import { createSourceQueue } from "./event-source/source-queue.ts";
import { startStreamSource } from "./event-source/stream-source.ts";
import { concurrencyPools, TooManyRequests } from "./functions/concurrency.ts";
import type { FunctionSpec } from "./functions/function-spec.ts";
import { idleCollection } from "./functions/idle-collection.ts";
import { createLocalFunction, type LocalFunction } from "./functions/local-function.ts";
import { type LogFile, openLogFile } from "./functions/log-file.ts";
import { workerEnvironment } from "./functions/worker-environment.ts";
import type { WorkerUsage } from "./functions/worker-messages.ts";
import type { HttpApi } from "./http-api/http-api.ts";
import { httpApiOf } from "./http-api-of.ts";
import type { Meter } from "./meter.ts";
import { putRules } from "./put-rules.ts";
import { functionName } from "./resources/function-resources.ts";
import type { Mapping, Plan, StreamMapping } from "./resources/plan.ts";

export interface RuntimeOptions {
  plan: Plan;
  aws: LocalAws;
  region: string;
  accountId: string;
  logDirectory: string;
  limits: AwsLimits;
  meter?: Meter | undefined;
  /** Called with one line for each problem. */
  warn(line: string): void;
  /** Called when a log can't be written, because the disk is full. */
  diskFull(): void;
}

/** The running parts of a plan: its functions, and the sources that bring events to them. */
export interface Runtime {
  /** Invokes a function by its ARN. */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  apis: Record<Host, HttpApi>;
  /** Starts to bring events from queues and buses to the functions. */
  start(): Promise<void>;
  /** Receives no more messages from queues. Waits up to `graceMs` for the batches in progress. */
  drain(graceMs: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Creates the functions and the APIs of a plan. Throws an error that names a missing or inconsistent part of the plan.
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { plan, aws, region, logDirectory, limits, meter } = options;
  const { chainInvocations, accountConcurrency } = limits;
  const poolOf = concurrencyPools(plan.functions.values(), accountConcurrency);
  const principals = new Map(
    [...plan.roles].map(([arn, { name, statements }]) => [arn, aws.addPrincipal(name, statements)]),
  );
  const stayAwake = idleCollection();
  const logs: LogFile[] = [];
  const sources: EventSource[] = [];

  function openLog(name: string): LogFile {
    const file = openLogFile(logDirectory, name, (error) => {
      if (isDiskFull(error)) options.diskFull();
      else options.warn(`cannot write the log of ${name}: ${error.message}`);
    });
    logs.push(file);
    return meter ? meteredLog(meter, name, file) : file;
  }

  function credentialsOf({ name, roleArn }: FunctionSpec): PrincipalCredentials {
    const credentials = principals.get(roleArn);
    if (!credentials) throw new Error(`${name}: the template has no role ${roleArn}`);
    return credentials;
  }

  function createFunction(spec: FunctionSpec): LocalFunction {
    const environment = workerEnvironment(spec, { region, endpoint: aws.endpoint, ...credentialsOf(spec) });
    const failed = (error: Error) => options.warn(`${spec.name} failed: ${error.name}: ${error.message}`);
    const log = openLog(spec.name).write;
    const used = (usage: WorkerUsage) => meter?.invoked({ functionName: spec.name, memoryMb: spec.memoryMb, ...usage });
    const local = createLocalFunction({ spec, environment, aws, log, failed, chainInvocations, used });
    return { ...local, invoke: throttled(local) };
  }

  /** Invokes a function within its share of the account's concurrency. */
  function throttled({ spec, invoke }: LocalFunction): LocalFunction["invoke"] {
    const pool = poolOf(spec);
    return async function invokeInPool(...args) {
      stayAwake();
      try {
        return await pool.run(() => invoke(...args));
      } catch (error) {
        if (error instanceof TooManyRequests) options.warn(`${spec.name} was throttled: ${error.message}`);
        throw error;
      }
    };
  }

  const functions = new Map([...plan.functions].map(([name, spec]) => [name, createFunction(spec)]));

  function functionOf(nameOrArn: string): LocalFunction {
    const found = functions.get(functionName(nameOrArn));
    if (!found) throw new Error(`the template has no function ${nameOrArn}`);
    return found;
  }

  function startMapping(mapping: Mapping): EventSource {
    const { spec, invoke, waiting } = functionOf(mapping.functionName);
    const queueUrl = plan.queues.get(mapping.queueArn);
    if (!queueUrl) throw new Error(`the template has no queue ${mapping.queueArn}`);
    const call = aws.sqsCaller(credentialsOf(spec).accessKeyId);
    const queue = createSourceQueue({ queueUrl, call, callAsOperator: aws.sqsCaller() });
    const failed = (error: Error) =>
      options.warn(`cannot read ${basename(queueUrl)} for ${spec.name}: ${error.message}`);
    return startEventSource({ spec: { ...mapping, region }, limits, queue, invoke, waiting, failed });
  }

  function startStreamMapping({ streamArn, ...spec }: StreamMapping): EventSource {
    const { spec: target, invoke } = functionOf(spec.functionName);
    const { accessKeyId } = credentialsOf(target);
    const discarded = (records: number) =>
      options.warn(`${target.name} kept failing: ${records} records are discarded`);
    return startStreamSource({
      spec,
      open: (wants) => aws.openStream(streamArn, accessKeyId, wants),
      invoke,
      discarded,
    });
  }

  /** As on Lambda, a function starts on its first invocation. An unused function costs next to nothing. */
  async function start(): Promise<void> {
    for (const mapping of plan.mappings) sources.push(startMapping(mapping));
    for (const mapping of plan.streamMappings) sources.push(startStreamMapping(mapping));
    await putRules(aws, plan);
  }

  async function drain(graceMs: number): Promise<void> {
    await Promise.all(sources.map((source) => source.stop(graceMs)));
  }

  async function stop(): Promise<void> {
    await Promise.all([...functions.values()].map((each) => each.stop()));
    await Promise.all(logs.map((file) => file.close()));
  }

  function apiOf(host: Host): HttpApi {
    const api = httpApiOf(host, plan, { ...options, functionOf, openLog });
    return meter?.httpApi(api) ?? api;
  }

  const apis = { api: apiOf("api"), console: apiOf("console") };
  return { invoke: async (arn, event) => functionOf(arn).invoke(event), apis, start, drain, stop };
}

const meteredLog = (meter: Meter, name: string, file: LogFile): LogFile => ({
  ...file,
  write(chunk) {
    meter.logged(name, Buffer.byteLength(chunk));
    file.write(chunk);
  },
});
