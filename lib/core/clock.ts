/** Returns the current time in epoch milliseconds. */
export type Clock = () => number;

/** Returns a random number, at least 0 and less than 1. */
export type Random = () => number;
