import { VerificationError } from "./verification-error.ts";

/**
 * Checks that a signed timestamp is close to the current time. An older request may be a replay by an attacker.
 *
 * @param timestamp Unix seconds, or undefined if the dialect signs no timestamp
 * @throws VerificationError `too-old`, `too-new`
 */
export function checkAge(timestamp: string | undefined, toleranceSeconds = 300, now = Date.now): void {
  if (timestamp === undefined) return;
  const age = Math.floor(now() / 1000) - Number(timestamp);
  // The comparisons are negated so that a tolerance of NaN rejects everything.
  if (!(age <= toleranceSeconds)) throw new VerificationError("too-old", "The timestamp is too old");
  if (!(age >= -toleranceSeconds)) throw new VerificationError("too-new", "The timestamp is in the future");
}
