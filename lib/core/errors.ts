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
  if (errors.length > 0) throw new Refusal(422, "Some fields are not as they should be.", errors);
}

/** What a list says of a cursor that it did not give. */
export const badCursor = (): Refusal =>
  new Refusal(422, "The cursor is not one that this list gave.", [
    { path: "/after", message: "must be the `next` of an earlier page of this list" },
  ]);

/**
 * A fault on our side of the pipeline (a throttled table, a secret store that is down): to be tried again,
 * never to be counted against a subscription, and its text never to be shown to a caller.
 */
export class PipelineFault extends Error {
  override name = "PipelineFault";

  constructor(what: string, cause?: unknown) {
    super(what, { cause });
  }
}
