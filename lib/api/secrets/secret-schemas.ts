import * as z from "zod/mini";
import type { SecretRef } from "../../core/model.ts";

const LONGEST_GRACE_SECONDS = 7 * 24 * 3600;

/** What the next POST is signed with, and how long the one before it signs too. */
export const rotationSchema = z.strictObject({
  secret: z.optional(z.string().check(z.maxLength(512, "must be at most 512 characters"))),
  graceSeconds: z._default(
    z
      .int("must be a whole number of seconds")
      .check(z.gte(0, "must not be negative"), z.lte(LONGEST_GRACE_SECONDS, "must be at most 604800, which is 7 days")),
    0,
  ),
});

/**
 * The secrets that sign, as the API shows them: the current one, and those in their grace period.
 *
 * @param revealed the values of the reference's versions
 */
export function secretsView({ retiresAt = [] }: SecretRef, [secret = "", ...older]: string[]) {
  if (older.length === 0) return { secret };
  const previous = older.map((value, i) => ({ secret: value, validUntil: retiresAt[i] }));
  return { secret, previousValidUntil: retiresAt[0], previous };
}
