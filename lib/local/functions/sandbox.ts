import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import type { AnswerCall } from "../aws/aws-calls.ts";
import { FunctionError } from "./function-error.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { createWorkerCalls, type WorkerCalls } from "./worker-calls.ts";
import type { InvokeMessage, WorkerMessage, WorkerSetup, WorkerUsage } from "./worker-messages.ts";

/** One execution environment of a function: a worker thread that answers one invocation at a time. */
export interface Sandbox {
  /** Resolves with the answer as JSON text. Rejects with a `FunctionError`. */
  invoke(requestId: string, payload: string, traceHeader: string): Promise<string>;
  /** Whether the handler waits for a program outside of the twin, such as a slow receiver. */
  waitsForOthers(): boolean;
  /** True once the worker has timed out, crashed or been stopped. */
  dead(): boolean;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  spec: FunctionSpec;
  environment: Record<string, string>;
  /** Where the environment sends calls to AWS, and what answers them. */
  aws: { endpoint: string; answerCall: AnswerCall };
  /** Called with the worker's output. */
  log(chunk: Buffer): void;
  /** Called after each invocation that ended with an answer or an error. */
  used?(usage: WorkerUsage): void;
}

/** A handler that has called nothing in AWS for this long waits for a program outside of the twin. */
const QUIET_MS = 100;

/** Starts a worker. Resolves when the bundle is imported. Rejects with a `FunctionError` when the import fails. */
export async function startSandbox({ spec, environment, aws, log, used }: SandboxOptions): Promise<Sandbox> {
  const worker = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {
    workerData: setupOf(spec, aws.endpoint),
    env: environment,
    execArgv: [],
    stdout: true,
    stderr: true,
    // Lambda limits the memory of the whole environment. The closest limit for a thread is a V8 heap of that size.
    // The small young generation keeps each idle worker at about 20 MB. There are several of them.
    resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb, maxYoungGenerationSizeMb: 16 },
  });
  for (const stream of [worker.stdout, worker.stderr]) (stream as Readable).on("data", log);
  const calls = createWorkerCalls(aws.answerCall, (message) => worker.postMessage(message));
  const replies = createReplies(worker, calls, used);
  try {
    await replies.next();
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  async function invoke(requestId: string, payload: string, traceHeader: string): Promise<string> {
    const timeoutMs = spec.timeoutSeconds * 1000;
    const deadline = setTimeout(() => {
      replies.fail("Sandbox.Timedout", `Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`);
      void worker.terminate();
    }, timeoutMs);
    const message: InvokeMessage = {
      type: "invoke",
      requestId,
      payload,
      traceHeader,
      deadlineMs: Date.now() + timeoutMs,
    };
    worker.postMessage(message);
    calls.began();
    try {
      return await replies.next();
    } finally {
      clearTimeout(deadline);
    }
  }

  async function stop(): Promise<void> {
    replies.fail("Runtime.Stopped", "the function was stopped");
    await worker.terminate();
  }

  return { invoke, waitsForOthers: () => calls.quietMs() >= QUIET_MS, dead: replies.ended, stop };
}

/**
 * Pairs each message of the worker with the invocation that waits for it. If the worker dies, that invocation fails.
 */
function createReplies(worker: Worker, calls: WorkerCalls, used: SandboxOptions["used"]) {
  let waiting: { resolve(payload: string): void; reject(error: Error): void } | undefined;
  let end: FunctionError | undefined;

  function settle(outcome: string | FunctionError): void {
    const waiter = waiting;
    waiting = undefined;
    if (typeof outcome === "string") waiter?.resolve(outcome);
    else waiter?.reject(outcome);
  }

  function fail(errorType: string, errorMessage: string, trace: string[] = []): void {
    end ??= new FunctionError({ errorType, errorMessage, trace });
    calls.stop();
    settle(end);
  }

  worker.on("message", (message: WorkerMessage) => {
    if (message.type === "call" || message.type === "give-up") return calls.receive(message);
    if ("usage" in message) used?.(message.usage);
    if (message.type === "ready") settle("");
    else if (message.type === "answer") settle(message.payload);
    else settle(new FunctionError(message.error));
  });
  worker.on("error", (error: Error) => fail(errorTypeOf(error), error.message, (error.stack ?? "").split("\n")));
  worker.on("exit", (code) => fail("Runtime.ExitError", `Runtime exited with exit status ${code}`));

  function next(): Promise<string> {
    if (end) return Promise.reject(end);
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  }

  return { next, fail, ended: () => end !== undefined };
}

const errorTypeOf = (error: Error & { code?: string }): string =>
  error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "Runtime.OutOfMemory" : "Runtime.UnhandledException";

function setupOf(spec: FunctionSpec, awsEndpoint: string): WorkerSetup {
  const [module = "", exportName = ""] = spec.handler.split(".");
  // Lambda's runtime looks for the handler's module in this order.
  const path = ["js", "mjs", "cjs"].map((end) => join(spec.codeDirectory, `${module}.${end}`)).find(existsSync);
  if (!path) throw new Error(`${spec.name}: no module for the handler ${spec.handler} in ${spec.codeDirectory}`);
  const { name: functionName, arn: functionArn, memoryMb } = spec;
  return { module: path, exportName, functionName, functionArn, memoryMb, awsEndpoint };
}
