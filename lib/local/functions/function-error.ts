import type { ErrorPayload } from "./worker-messages.ts";

/** A failed invocation: the handler threw, it timed out, or its worker died. `name` is Lambda's error type. */
export class FunctionError extends Error {
  readonly trace: string[];

  constructor({ errorType, errorMessage, trace }: ErrorPayload) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }
}

/**
 * Lambda accepts synchronous payloads up to 6 MB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). The exact number comes from Lambda's error
 * message.
 */
export const MAX_PAYLOAD_BYTES = 6_291_556;

/** The event exceeds Lambda's limit. The function was not invoked. */
export class RequestTooLarge extends Error {
  override name = "RequestTooLargeException";
}
