/** What started a run: the event itself (`scheduled`), a request (`manual`) or a replay. */
export type RunTrigger = "scheduled" | "manual" | "replay";

/**
 * What an attempt was made for. A test send belongs to no run. A `probe` finds out whether a failing endpoint works again,
 * and uses up no retry.
 */
export type AttemptTrigger = RunTrigger | "test" | "probe";
