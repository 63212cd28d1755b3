import type { SecretRef } from "../../core/model/secret.ts";

/**
 * The secrets that sign, as the API shows them: the current secret, and the secrets in their grace period.
 *
 * @param revealed the values of the reference's versions
 */
export function secretsView({ retiresAt = [] }: SecretRef, [secret = "", ...older]: string[]) {
  if (older.length === 0) return { secret };
  const previous = older.map((value, i) => ({ secret: value, validUntil: retiresAt[i] }));
  return { secret, previousValidUntil: retiresAt[0], previous };
}
