import type { AnswerCall } from "../aws/aws-calls.ts";
import { FunctionError } from "./function-error.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { createWorkerCalls } from "./worker-calls.ts";
import type { HostMessage, WorkerMessage, WorkerUsage } from "./worker-messages.ts";

/** One execution environment of a function. It answers one invocation at a time. */
export interface Sandbox {
  /** Resolves with the answer as JSON text. Rejects with a `FunctionError`. */
  invoke(requestId: string, payload: string, traceHeader: string): Promise<string>;
  /** Whether the handler waits for a program outside of the twin, such as a slow receiver. */
  waitsForOthers(): boolean;
  /** True once the sandbox has timed out, crashed or been stopped. */
  dead(): boolean;
  stop(): Promise<void>;
}

/** A sandbox as its thread sees it. */
export interface HostedSandbox {
  sandbox: Sandbox;
  /** Imports the bundle. Rejects with a `FunctionError` when that fails. */
  opened(): Promise<void>;
  receive(message: WorkerMessage): void;
  /** Fails the invocation under way, and all later ones. */
  fail(error: FunctionError): void;
  /** Tells the thread to end the sandbox. Resolves when it has. */
  ended(): Promise<void>;
}

export interface SandboxOptions {
  /** The sandbox's number in its thread. */
  number: number;
  spec: FunctionSpec;
  answerCall: AnswerCall;
  post(message: HostMessage): void;
  used: ((usage: WorkerUsage) => void) | undefined;
  /** Ends the sandbox in its thread. `isBusy` tells whether an invocation is under way. */
  close(isBusy: boolean): Promise<void>;
}

/** A handler that has called nothing in AWS for this long waits for a program outside of the twin. */
const QUIET_MS = 100;

/** Creates the host's end of a sandbox. */
export function createSandbox({ number, spec, answerCall, post, used, close }: SandboxOptions): HostedSandbox {
  const calls = createWorkerCalls(answerCall, post);
  const hasEnded = Promise.withResolvers<void>();
  let waiting: PromiseWithResolvers<string> | undefined;
  let end: FunctionError | undefined;
  let isBusy = false;

  function next(): Promise<string> {
    if (end) return Promise.reject(end);
    waiting = Promise.withResolvers();
    return waiting.promise;
  }

  function fail(error: FunctionError): void {
    end ??= error;
    calls.stop();
    waiting?.reject(end);
  }

  function receive(message: WorkerMessage): void {
    if (message.type === "call" || message.type === "give-up") {
      if (!end) calls.receive(message);
      return;
    }
    if ("usage" in message) used?.(message.usage);
    if (message.type === "ended") hasEnded.resolve();
    else if (message.type === "ready") waiting?.resolve("");
    else if (message.type === "answer") waiting?.resolve(message.payload);
    else waiting?.reject(new FunctionError(message.error));
  }

  async function invoke(requestId: string, payload: string, traceHeader: string): Promise<string> {
    const timeoutMs = spec.timeoutSeconds * 1000;
    const deadline = setTimeout(() => {
      void stop("Sandbox.Timedout", `Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`);
    }, timeoutMs);
    const deadlineMs = Date.now() + timeoutMs;
    post({ type: "invoke", sandbox: number, requestId, payload, traceHeader, deadlineMs });
    calls.began();
    isBusy = true;
    try {
      return await next();
    } finally {
      isBusy = false;
      clearTimeout(deadline);
    }
  }

  function stop(errorType: string, errorMessage: string): Promise<void> {
    fail(new FunctionError({ errorType, errorMessage, trace: [] }));
    return close(isBusy);
  }

  return {
    sandbox: {
      invoke,
      waitsForOthers: () => calls.quietMs() >= QUIET_MS,
      dead: () => end !== undefined,
      stop: () => stop("Runtime.Stopped", "the function was stopped"),
    },
    async opened() {
      post({ type: "open", sandbox: number });
      await next();
    },
    receive,
    fail,
    ended() {
      post({ type: "end", sandbox: number });
      return hasEnded.promise;
    },
  };
}
