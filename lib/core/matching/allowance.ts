/** The time that expressions may still take in one request. */
export interface Allowance {
  /** The time for all expressions together. */
  leftMs: number;
  /** The part of `leftMs` that slow expressions may use. */
  slowLeftMs: number;
  /** The time for all expressions of one subscription together, whatever the other subscriptions use. */
  eachMs: number;
  /** The time that each subscription has used, by id. */
  usedMs: Map<string, number>;
}

/**
 * The time that the expressions of a request may take. It is much less than the function's time limit, because the
 * producer waits. A match that isn't decided in this time is decided later, with more time.
 */
export const newAllowance = ({
  leftMs = 5_000,
  slowLeftMs = 2_000,
  eachMs = 250,
}: Partial<Omit<Allowance, "usedMs">> = {}): Allowance => ({ leftMs, slowLeftMs, eachMs, usedMs: new Map() });

/** The time that one more expression of a subscription may take, in milliseconds. 0 or less: none. */
export const leftFor = (
  { leftMs, slowLeftMs, eachMs, usedMs }: Allowance,
  subscriptionId: string,
  slow: boolean,
): number => Math.min(eachMs - (usedMs.get(subscriptionId) ?? 0), leftMs, slow ? slowLeftMs : leftMs);

/** Takes the time of one expression off the allowance. */
export function spend(allowance: Allowance, subscriptionId: string, slow: boolean, tookMs: number): void {
  allowance.leftMs -= tookMs;
  if (slow) allowance.slowLeftMs -= tookMs;
  allowance.usedMs.set(subscriptionId, (allowance.usedMs.get(subscriptionId) ?? 0) + tookMs);
}
