/** What passes between the main thread and a worker. Payloads are JSON text, as on Lambda's Runtime API. */

export interface WorkerSetup {
  /** Path of the bundle's module. */
  module: string;
  /** The handler's export. */
  exportName: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
}

export interface InvokeMessage {
  requestId: string;
  payload: string;
  deadlineMs: number;
}

/** An error as Lambda answers it (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). */
export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export type WorkerMessage =
  | { type: "ready" }
  | { type: "init-failed"; error: ErrorPayload }
  | { type: "answer"; payload: string }
  | { type: "error"; error: ErrorPayload };
