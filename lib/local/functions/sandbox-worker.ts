/**
 * Runs in a worker thread: one execution environment of one function. It imports the bundle, then answers one
 * invocation at a time. Unlike on Lambda, the thread is not frozen between invocations.
 */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { createCallPort } from "./call-port.ts";
import { sendDirectly } from "./direct-requests.ts";
import { idleCollection } from "./idle-collection.ts";
import type {
  ErrorPayload,
  HostMessage,
  InvokeMessage,
  WorkerMessage,
  WorkerSetup,
  WorkerUsage,
} from "./worker-messages.ts";

type LambdaHandler = (event: unknown, context: object) => unknown;

const setup = workerData as WorkerSetup;

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function errorPayload(thrown: unknown): ErrorPayload {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadlineMs }: InvokeMessage): object {
  return {
    functionName: setup.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function answer(handler: LambdaHandler, message: InvokeMessage): Promise<void> {
  process.env._X_AMZN_TRACE_ID = message.traceHeader;
  const usage = startUsage();
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    post({ type: "answer", payload: JSON.stringify(result) ?? "null", usage: usage() });
  } catch (error) {
    post({ type: "error", error: errorPayload(error), usage: usage() });
  }
}

let invocations = 0;

function startUsage(): () => WorkerUsage {
  const first = invocations++ === 0;
  const startedAt = performance.now();
  const cpuBefore = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(cpuBefore);
    return { durationMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, first };
  };
}

async function loadHandler(): Promise<LambdaHandler> {
  const module = (await import(pathToFileURL(setup.module).href)) as Record<string, unknown>;
  const handler = module[setup.exportName];
  if (typeof handler === "function") return handler as LambdaHandler;
  const error = new Error(`${setup.exportName} is undefined or not exported`);
  error.name = "Runtime.HandlerNotFound";
  throw error;
}

const calls = createCallPort(post);
sendDirectly(setup.awsEndpoint, calls);
const ready = Promise.withResolvers<LambdaHandler>();
const stayAwake = idleCollection();

async function receive(message: HostMessage): Promise<void> {
  stayAwake();
  if (message.type === "called") calls.answered(message.id, message.answer);
  else await answer(await ready.promise, message);
}

// A bundle may call AWS while it is imported.
parentPort?.on("message", receive);
try {
  ready.resolve(await loadHandler());
  post({ type: "ready" });
} catch (error) {
  post({ type: "init-failed", error: errorPayload(error) });
}
