/** One thing wrong with a request. */
export interface Problem {
  /** A JSON Pointer to the field, such as `/events/0/type`; empty for the whole request. */
  path: string;
  /** A phrase that follows the field's name, such as `is required`. */
  message: string;
}

/** Refuses a request because of what the caller sent. The message is safe to show. The request has changed nothing. */
export class Refusal extends Error {
  override name = "Refusal";
  /** The HTTP status of the answer. */
  readonly status: number;
  readonly errors: Problem[];
  /** When the same request may be accepted. */
  readonly retryAfterSeconds: number | undefined;
  /** A name of the refusal for programs, where the status alone doesn't tell them what to do. */
  readonly code: string | undefined;

  constructor(
    status: number,
    message: string,
    errors: Problem[] = [],
    retryAfterSeconds: number | undefined = undefined,
    code: string | undefined = undefined,
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
    this.code = code;
  }
}

/** Throws a 422 `Refusal` if there are problems. */
export function refuse(errors: Problem[]): void {
  if (errors.length > 0) throw new Refusal(422, "The request has invalid fields.", errors);
}

/** The 422 `Refusal` of a cursor that the list did not return. */
export const badCursor = (): Refusal =>
  new Refusal(422, "The cursor is not valid for this list.", [
    { path: "/after", message: "must be the `next` of an earlier page of this list" },
  ]);

/**
 * A failure inside Posthorn, such as a throttled table or a secret store that is down. The work is tried again, and
 * never counts as an attempt. The message is for Posthorn's logs only, never for a caller.
 *
 * Every method of a port rejects with a `PipelineFault` if the service behind it is throttled, is down or gives a
 * partial answer, after a few quick retries by the adapter. No method answers "not found" because of a failed read.
 */
export class PipelineFault extends Error {
  override name = "PipelineFault";

  constructor(what: string, cause?: unknown) {
    super(what, { cause });
  }
}
