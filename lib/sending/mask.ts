import { hash } from "node:crypto";
import type { SecretRef } from "../core/model/secret.ts";
import type { Subscription } from "../core/model/subscription.ts";
import { maskedCustomHeaders } from "../core/subscription/sensitive-headers.ts";
import type { Dialect } from "../dialects/dialect.ts";

/**
 * Merges headers: each list overrides those before it. Names differ only by their letters, as in HTTP, because an older
 * subscription may have set a header in capitals that is reserved now.
 */
export function overridden(...lists: Record<string, string>[]): Record<string, string> {
  const last = new Map<string, [name: string, value: string]>();
  for (const [name, value] of lists.flatMap(Object.entries<string>)) last.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(last.values());
}

/** Masks the values that must never be shown: those of sensitive headers, and secrets that are sent as they are. */
export function shownHeaders(
  headers: Record<string, string>,
  { sensitiveHeaders = [] }: Pick<Subscription, "sensitiveHeaders">,
  { secretHeaders }: Pick<Dialect, "secretHeaders">,
): Record<string, string> {
  const secret = [...sensitiveHeaders, ...secretHeaders];
  return secret.length === 0 ? headers : maskedCustomHeaders({ headers, sensitiveHeaders: secret });
}

/** The values that `shownHeaders` masks, and the secrets if a header carries them. */
export function hiddenValues(
  headers: Record<string, string>,
  { sensitiveHeaders = [] }: Pick<Subscription, "sensitiveHeaders">,
  { secretHeaders }: Pick<Dialect, "secretHeaders">,
  secrets: readonly string[],
): string[] {
  if (sensitiveHeaders.length + secretHeaders.length === 0) return [];
  const names = new Set([...sensitiveHeaders, ...secretHeaders].map((name) => name.toLowerCase()));
  const values = Object.entries(headers).flatMap(([name, value]) => (names.has(name.toLowerCase()) ? [value] : []));
  return secretHeaders.length > 0 ? [...values, ...secrets] : values;
}

export const bodyDigest = (body: Buffer): string => `sha256:${hash("sha256", body)}`;

const FINGERPRINT_CHARS = 16;

/** Names the secret that signs first, by its version id or, if it is sealed, by a fingerprint. */
export function secretVersion({ store, versions: [first = ""] }: SecretRef): string {
  return store === "sealed" ? hash("sha256", first).slice(0, FINGERPRINT_CHARS) : first;
}
