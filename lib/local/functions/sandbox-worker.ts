/**
 * Runs in a worker thread, with one or more execution environments of one function. Each has its own copy of the bundle,
 * and answers one invocation at a time. Unlike on Lambda, the thread is not frozen between invocations.
 */
import { parentPort, workerData } from "node:worker_threads";
import { bundleCopies } from "./bundle-copies.ts";
import { createCallPort } from "./call-port.ts";
import { cpuShares } from "./cpu-shares.ts";
import { sendDirectly } from "./direct-requests.ts";
import { idleCollection } from "./idle-collection.ts";
import { createContext, endSandbox, keepSandboxesApart, runInSandbox, type SandboxContext } from "./sandbox-context.ts";
import type {
  ErrorPayload,
  HostMessage,
  InvokeMessage,
  OpenMessage,
  WorkerMessage,
  WorkerSetup,
  WorkerUsage,
} from "./worker-messages.ts";

type LambdaHandler = (event: unknown, context: object) => unknown;

interface OpenSandbox {
  context: SandboxContext;
  handler: LambdaHandler;
  invocations: number;
}

const setup = workerData as WorkerSetup;
const copyOf = bundleCopies(setup);
const sandboxes = new Map<number, OpenSandbox>();

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

async function answer(open: OpenSandbox, message: InvokeMessage): Promise<void> {
  const { context, handler } = open;
  const { id: sandbox } = context;
  context.traceHeader = message.traceHeader;
  const usage = startUsage(open.invocations++ === 0);
  try {
    const result = await runInSandbox(context, () => handler(JSON.parse(message.payload), contextOf(message)));
    post({ type: "answer", sandbox, payload: JSON.stringify(result) ?? "null", usage: usage() });
  } catch (error) {
    post({ type: "error", sandbox, error: errorPayload(error), usage: usage() });
  }
}

const shares = cpuShares(() => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
});

function startUsage(first: boolean): () => WorkerUsage {
  const startedAt = performance.now();
  const share = shares.begin();
  return () => ({ durationMs: performance.now() - startedAt, cpuMs: share.end(), first });
}

async function loadHandler(sandbox: number): Promise<LambdaHandler> {
  const handler = (await copyOf(sandbox))[setup.exportName];
  if (typeof handler === "function") return handler as LambdaHandler;
  const error = new Error(`${setup.exportName} is undefined or not exported`);
  error.name = "Runtime.HandlerNotFound";
  throw error;
}

async function open({ sandbox }: OpenMessage): Promise<void> {
  const context = createContext(sandbox);
  try {
    const handler = await runInSandbox(context, () => loadHandler(sandbox));
    sandboxes.set(sandbox, { context, handler, invocations: 0 });
    post({ type: "ready", sandbox });
  } catch (error) {
    post({ type: "init-failed", sandbox, error: errorPayload(error) });
  }
}

function end(sandbox: number): void {
  const open = sandboxes.get(sandbox);
  if (open) endSandbox(open.context);
  sandboxes.delete(sandbox);
  post({ type: "ended", sandbox });
}

keepSandboxesApart();
const calls = createCallPort(post);
sendDirectly(setup.awsEndpoint, calls);
const stayAwake = idleCollection();

parentPort?.on("message", async (message: HostMessage) => {
  stayAwake();
  if (message.type === "called") return calls.answered(message.id, message.answer);
  if (message.type === "open") return open(message);
  if (message.type === "end") return end(message.sandbox);
  const invoked = sandboxes.get(message.sandbox);
  if (invoked) await answer(invoked, message);
});
