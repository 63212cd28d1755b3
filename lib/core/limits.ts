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

/** Four digits number an attempt in its row's key: a run, of 11 attempts at the most, must fit. */
export const MOST_ATTEMPTS = 9_000;

/** The message of a replay's slice is given up on after this many receives. */
export const SLICE_RECEIVES = 10;

/** How long a letter that stays in the dead-letter queue is out of sight between looks: a redrive takes as long. */
export const STUCK_SECONDS = 5 * 60;
