import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { AnswerCall } from "../aws/aws-calls.ts";
import { FunctionError } from "./function-error.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { createSandbox, type HostedSandbox, type Sandbox } from "./sandbox.ts";
import type { HostMessage, WorkerMessage, WorkerSetup, WorkerUsage } from "./worker-messages.ts";

/** A worker thread, with one or more sandboxes of a function. */
export interface SandboxThread {
  /** Opens a sandbox. Rejects with a `FunctionError` when the bundle can't be imported. */
  open(): Promise<Sandbox>;
  /** How many sandboxes were opened so far. A sandbox that has ended keeps its memory as long as the thread lives. */
  opened(): number;
  /** True once the thread has crashed, or its last sandbox has ended. */
  dead(): boolean;
}

export interface ThreadOptions {
  spec: FunctionSpec;
  environment: Record<string, string>;
  /** Where the environment sends calls to AWS, and what answers them. */
  aws: { endpoint: string; answerCall: AnswerCall };
  /** Called with the thread's output. */
  log(chunk: Buffer): void;
  /** Called after each invocation that ended with an answer or an error. */
  used?(usage: WorkerUsage): void;
}

/**
 * How long the code of an invocation may keep a thread from ending its sandbox. Then the thread ends, with all of them.
 */
const STUCK_MS = 1_000;

/**
 * Starts a thread without a sandbox.
 *
 * @param most how many sandboxes will be opened in it
 * @param script the bundle as a script of `repeatableScript`; the default is to import it as a module
 */
export function startThread(
  { spec, environment, aws, log, used }: ThreadOptions,
  most: number,
  script?: string,
): SandboxThread {
  const sandboxes = new Map<number, HostedSandbox>();
  /** Those that nobody has closed. */
  const inUse = new Set<number>();
  let opened = 0;
  let end: FunctionError | undefined;
  let terminated: Promise<number> | undefined;
  const worker = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {
    workerData: { ...setupOf(spec, aws.endpoint), script } satisfies WorkerSetup,
    env: environment,
    execArgv: [],
    stdout: true,
    stderr: true,
    // Lambda limits the memory of each environment. The closest limit for a thread is a V8 heap as large as all of its
    // environments. The small young generation keeps an idle thread at about 20 MB. There are several of them.
    resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb * most, maxYoungGenerationSizeMb: 16 },
  });
  for (const stream of [worker.stdout, worker.stderr]) (stream as Readable).on("data", log);
  worker.on("message", (message: WorkerMessage) => sandboxes.get(message.sandbox)?.receive(message));
  worker.on("error", (error: Error) => fail(errorTypeOf(error), error.message, (error.stack ?? "").split("\n")));
  const exited = Promise.withResolvers<true>();
  worker.on("exit", (code) => {
    fail("Runtime.ExitError", `Runtime exited with exit status ${code}`);
    exited.resolve(true);
  });

  function fail(errorType: string, errorMessage: string, trace: string[] = []): void {
    end ??= new FunctionError({ errorType, errorMessage, trace });
    for (const sandbox of sandboxes.values()) sandbox.fail(end);
  }

  async function open(): Promise<Sandbox> {
    if (end) throw end;
    const number = opened++;
    const post = (message: HostMessage) => worker.postMessage(message);
    const closeIt = (isBusy: boolean) => close(number, isBusy);
    const hosted = createSandbox({ number, spec, answerCall: aws.answerCall, post, used, close: closeIt });
    sandboxes.set(number, hosted);
    inUse.add(number);
    try {
      await hosted.opened();
    } catch (error) {
      await close(number, false);
      throw error;
    }
    return hosted.sandbox;
  }

  /** Ends one sandbox, or the thread when no other is left in it. */
  async function close(number: number, isBusy: boolean): Promise<void> {
    const hosted = sandboxes.get(number);
    if (!hosted || !inUse.delete(number)) return;
    if (inUse.size > 0 && (await hasEnded(hosted, isBusy))) sandboxes.delete(number);
    else await terminate();
  }

  /** Code of other sandboxes may keep the thread busy for longer. */
  async function hasEnded(hosted: HostedSandbox, isBusy: boolean): Promise<boolean> {
    const ends = [hosted.ended().then(() => true), exited.promise];
    return Promise.race(isBusy ? [...ends, wait(STUCK_MS, false, { ref: false })] : ends);
  }

  async function terminate(): Promise<void> {
    end ??= new FunctionError({ errorType: "Runtime.Stopped", errorMessage: "the function was stopped", trace: [] });
    terminated ??= worker.terminate();
    await terminated;
  }

  return { open, opened: () => opened, dead: () => end !== undefined };
}

const errorTypeOf = (error: Error & { code?: string }): string =>
  error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "Runtime.OutOfMemory" : "Runtime.UnhandledException";

function setupOf(spec: FunctionSpec, awsEndpoint: string): Omit<WorkerSetup, "script"> {
  const { name: functionName, arn: functionArn, memoryMb } = spec;
  return { ...handlerOf(spec), functionName, functionArn, memoryMb, awsEndpoint };
}

/** The path of the handler's module, and the name of its export. */
export function handlerOf({ name, handler, codeDirectory }: FunctionSpec): Pick<WorkerSetup, "module" | "exportName"> {
  const [file = "", exportName = ""] = handler.split(".");
  // Lambda's runtime looks for the handler's module in this order.
  const module = ["js", "mjs", "cjs"].map((end) => join(codeDirectory, `${file}.${end}`)).find(existsSync);
  if (!module) throw new Error(`${name}: no module for the handler ${handler} in ${codeDirectory}`);
  return { module, exportName };
}
