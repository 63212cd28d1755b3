import type { ErrorPayload } from "./messages.ts";

/** An invocation that failed: the handler threw, timed out, or its worker died. `name` is Lambda's error type. */
export class FunctionError extends Error {
  readonly trace: string[];

  constructor({ errorType, errorMessage, trace }: ErrorPayload) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }
}

/**
 * Lambda takes no synchronous payload above 6 MB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); the exact number is from the
 * error that it gives.
 */
export const MAX_PAYLOAD_BYTES = 6_291_556;

/** The event is above what Lambda takes: the function was not invoked. */
export class RequestTooLarge extends Error {
  override name = "RequestTooLargeException";
}
