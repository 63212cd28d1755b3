/** Limits that callers meet, and those of AWS from which they follow. */

/** Bytes of `data` in one event. */
export const MAX_DATA_BYTES = 256 * 1024;

/** Events in one request. */
export const MAX_EVENTS = 100;

export const MAX_TIMEOUT_SECONDS = 300;
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** SQS redrives a message to the dead-letter queue after this many receives: one round of attempts. */
export const RECEIVES_PER_ROUND = 4;

/** After this many rounds without an attempt a message is left in the dead-letter queue for a person. */
export const MAX_IDLE_ROUNDS = 3;
