import { Refusal } from "../errors.ts";
import type { SecretRef } from "../model/secret.ts";

/** The largest number of secrets that sign at the same time. Each one adds a signature to a header of every POST. */
const MAX_SIGNING = 4;

/** The reference with only the versions that sign now, newest first. */
export function signingRef(ref: SecretRef, nowMs: number): SecretRef {
  const { retiresAt = [], ...kept } = ref;
  const left = retiresAt.filter((at) => Date.parse(at) > nowMs);
  if (left.length === retiresAt.length) return ref;
  // An older version may retire later than a newer one, so check each version's own time.
  const versions = ref.versions.filter((_, i) => i === 0 || Date.parse(retiresAt[i - 1] ?? "") > nowMs);
  return left.length > 0 ? { ...kept, versions, retiresAt: left } : { ...kept, versions };
}

/**
 * The reference after a rotation. The newest of the earlier versions continues to sign for `graceSeconds`. A version
 * that was already in a grace period keeps the end of that period. With a grace of 0 only the new version signs. Throws
 * as `refuseFullList` does.
 *
 * @param added the reference to the new secret, in the same store
 */
export function rotatedRef(ref: SecretRef, added: SecretRef, graceSeconds: number, nowMs: number): SecretRef {
  if (graceSeconds === 0) return added;
  refuseFullList(ref, graceSeconds, nowMs);
  const { versions, retiresAt = [] } = signingRef(ref, nowMs);
  const until = new Date(nowMs + graceSeconds * 1000).toISOString();
  return { ...added, versions: [...added.versions, ...versions], retiresAt: [until, ...retiresAt] };
}

/**
 * Throws a 409 `Refusal` if a rotation would end the grace period of an earlier secret, because one more secret would
 * sign than can. A rotation without grace is allowed: it ends all grace periods, and its caller wants that.
 */
export function refuseFullList(ref: SecretRef, graceSeconds: number, nowMs: number): void {
  const { versions, retiresAt = [] } = signingRef(ref, nowMs);
  if (graceSeconds === 0 || versions.length < MAX_SIGNING) return;
  const [first] = retiresAt.toSorted();
  throw new Refusal(
    409,
    `${MAX_SIGNING} secrets sign already, and each signs until its grace period ends. Rotate again after ${first}, or ` +
      "without `graceSeconds`, which ends all grace periods at once.",
  );
}
