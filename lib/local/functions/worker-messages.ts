import type { AwsAnswer } from "../aws/backend.ts";

export type { AwsAnswer };

/** Tells a worker thread which handler to run. In all messages, payloads are JSON text, as on Lambda's Runtime API. */
export interface WorkerSetup {
  /** Path of the bundle's module. */
  module: string;
  /** The bundle as a script of `repeatableScript`. Undefined to import the module. */
  script: string | undefined;
  /** Name of the handler's export. */
  exportName: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  /** URL of all AWS services. Requests to it become messages. */
  awsEndpoint: string;
}

/** The number of a sandbox in its thread. */
interface OfSandbox {
  sandbox: number;
}

export interface InvokeMessage extends OfSandbox {
  type: "invoke";
  requestId: string;
  payload: string;
  deadlineMs: number;
  /** The value of `_X_AMZN_TRACE_ID`. The SDK sends it with each call. */
  traceHeader: string;
}

/** An error in Lambda's format (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). */
export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** What an invocation used. */
export interface WorkerUsage {
  /** From the call of the handler to its answer. */
  durationMs: number;
  /** Its part of the CPU time of the worker's thread. */
  cpuMs: number;
  /** Whether it was the sandbox's first invocation. */
  first: boolean;
}

/** A call to AWS. */
export interface AwsCallMessage extends OfSandbox {
  type: "call";
  id: number;
  call: { headers: Record<string, string>; body: string };
}

/** The worker no longer waits for the answer of a call. */
export interface GiveUpMessage extends OfSandbox {
  type: "give-up";
  id: number;
}

/** Opens a sandbox: the thread imports the bundle once more. */
export interface OpenMessage extends OfSandbox {
  type: "open";
}

/** Ends a sandbox. The thread confirms it, unless its code never yields. */
export interface EndMessage extends OfSandbox {
  type: "end";
}

/** What a thread receives. */
export type HostMessage = OpenMessage | InvokeMessage | EndMessage | { type: "called"; id: number; answer: AwsAnswer };

/** What a thread sends. */
export type WorkerMessage =
  | AwsCallMessage
  | GiveUpMessage
  | (OfSandbox &
      (
        | { type: "ready" }
        | { type: "init-failed"; error: ErrorPayload }
        | { type: "answer"; payload: string; usage: WorkerUsage }
        | { type: "error"; error: ErrorPayload; usage: WorkerUsage }
        | { type: "ended" }
      ));
