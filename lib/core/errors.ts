/** One thing wrong with a request: where (`/events/0/type`, `/url`; empty for the whole) and what. */
export interface Problem {
  path: string;
  message: string;
}

/** A request refused because of what the caller sent. Its text is safe to show. Nothing was changed. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly errors: Problem[];

  constructor(status: number, message: string, errors: Problem[] = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** Refuses a request whose fields have problems, if there are any. */
export function refuse(errors: Problem[]): void {
  if (errors.length > 0) throw new Refusal(422, "The request has invalid fields.", errors);
}

/** What a list says of a cursor that it did not give. */
export const badCursor = (): Refusal =>
  new Refusal(422, "The cursor is not one that this list gave.", [
    { path: "/after", message: "must be the `next` of an earlier page of this list" },
  ]);

/**
 * A failure inside Posthorn: a throttled table, or a secret store that is down. The work is tried again and never
 * counts as an attempt of a subscription. The message is for our logs only, never for a caller.
 *
 * Every method of a port rejects with a `PipelineFault` when the service behind it is throttled, down or answers in
 * part, after the adapter's own short retries. No method answers "not found" because it could not look.
 */
export class PipelineFault extends Error {
  override name = "PipelineFault";

  constructor(what: string, cause?: unknown) {
    super(what, { cause });
  }
}
