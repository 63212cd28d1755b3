import { VerificationError } from "./verification-error.ts";

/**
 * Checks that a signed timestamp is near enough to now: an old request may have been recorded by someone.
 *
 * @param timestamp Unix seconds; none where the dialect signs none
 * @throws VerificationError `too-old`, `too-new`
 */
export function checkAge(timestamp: string | undefined, toleranceSeconds = 300, now = Date.now): void {
  if (timestamp === undefined) return;
  const age = Math.floor(now() / 1000) - Number(timestamp);
  // Negated, so that a tolerance that is not a number lets nothing in.
  if (!(age <= toleranceSeconds)) throw new VerificationError("too-old", "The timestamp is too old");
  if (!(age >= -toleranceSeconds)) throw new VerificationError("too-new", "The timestamp is in the future");
}
