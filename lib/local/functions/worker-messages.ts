/** Tells a worker which handler to run. In all messages, payloads are JSON text, as on Lambda's Runtime API. */
export interface WorkerSetup {
  /** Path of the bundle's module. */
  module: string;
  /** Name of the handler's export. */
  exportName: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
}

export interface InvokeMessage {
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

export type WorkerMessage =
  | { type: "ready" }
  | { type: "init-failed"; error: ErrorPayload }
  | { type: "answer"; payload: string; usage: WorkerUsage }
  | { type: "error"; error: ErrorPayload; usage: WorkerUsage };
