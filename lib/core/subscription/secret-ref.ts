import type { SecretRef } from "../model.ts";

/** So many secrets sign at the same time at the most: each is an entry in a header of every POST. */
export const MOST_SIGNING = 4;

/** The reference with only those versions that sign now, newest first. */
export function signingRef(ref: SecretRef, nowMs: number): SecretRef {
  const { retiresAt = [], ...kept } = ref;
  const left = retiresAt.filter((at) => Date.parse(at) > nowMs);
  if (left.length === retiresAt.length) return ref;
  // A version that came earlier may retire later: each is judged by its own time.
  const versions = ref.versions.filter((_, i) => i === 0 || Date.parse(retiresAt[i - 1] ?? "") > nowMs);
  return left.length > 0 ? { ...kept, versions, retiresAt: left } : { ...kept, versions };
}

/**
 * The reference after a rotation. What signs now goes on signing beside the new version until its grace is
 * over; what was in an earlier grace period already keeps its own end. Without grace the new one signs alone.
 *
 * @param added where the new secret is: a reference into the same store
 */
export function rotatedRef(ref: SecretRef, added: SecretRef, graceSeconds: number, nowMs: number): SecretRef {
  if (graceSeconds === 0) return added;
  const { versions, retiresAt = [] } = signingRef(ref, nowMs);
  const until = new Date(nowMs + graceSeconds * 1000).toISOString();
  return {
    ...added,
    versions: [...added.versions, ...versions].slice(0, MOST_SIGNING),
    retiresAt: [until, ...retiresAt].slice(0, MOST_SIGNING - 1),
  };
}
