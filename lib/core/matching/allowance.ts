/** The time that is left for all expressions of one request together. */
export interface Allowance {
  leftMs: number;
  /** The part of `leftMs` that slow expressions may use. */
  slowLeftMs: number;
}

/**
 * The time that all expressions of one request may take. It is less than the function's time limit, so that a tenant
 * with bad expressions still gets its other deliveries.
 */
export const newAllowance = (): Allowance => ({ leftMs: 10_000, slowLeftMs: 2_000 });

/** Tells whether the request has no time left for one more expression. */
export const isSpent = ({ leftMs, slowLeftMs }: Allowance, slow: boolean): boolean =>
  leftMs <= 0 || (slow && slowLeftMs <= 0);

/** The time that one more expression may take, in milliseconds. */
export const leftFor = ({ leftMs, slowLeftMs }: Allowance, slow: boolean): number => (slow ? slowLeftMs : leftMs);

/** Takes the time of one expression off the allowance. */
export function spend(allowance: Allowance, slow: boolean, tookMs: number): void {
  allowance.leftMs -= tookMs;
  if (slow) allowance.slowLeftMs -= tookMs;
}
