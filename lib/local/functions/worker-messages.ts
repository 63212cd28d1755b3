import type { AwsAnswer } from "../aws/backend.ts";

export type { AwsAnswer };

/** Tells a worker which handler to run. In all messages, payloads are JSON text, as on Lambda's Runtime API. */
export interface WorkerSetup {
  /** Path of the bundle's module. */
  module: string;
  /** Name of the handler's export. */
  exportName: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  /** URL of all AWS services. Requests to it become messages. */
  awsEndpoint: string;
}

export interface InvokeMessage {
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
  /** CPU time of the worker's thread. */
  cpuMs: number;
  /** Whether it was the worker's first invocation. */
  first: boolean;
}

/** A call to AWS. */
export interface AwsCallMessage {
  type: "call";
  id: number;
  call: { headers: Record<string, string>; body: string };
}

/** The worker no longer waits for the answer of a call. */
export interface GiveUpMessage {
  type: "give-up";
  id: number;
}

/** What a worker receives: an invocation, or the answer of a call. */
export type HostMessage = InvokeMessage | { type: "called"; id: number; answer: AwsAnswer };

export type WorkerMessage =
  | AwsCallMessage
  | GiveUpMessage
  | { type: "ready" }
  | { type: "init-failed"; error: ErrorPayload }
  | { type: "answer"; payload: string; usage: WorkerUsage }
  | { type: "error"; error: ErrorPayload; usage: WorkerUsage };
