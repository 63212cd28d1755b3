import { hash } from "node:crypto";
import type { SecretRef, Subscription } from "../core/model.ts";
import { MASKED } from "../core/subscription/custom-headers.ts";
import type { Dialect, Rendered } from "../dialects/dialect.ts";

/** A subscription's own headers and over them the dialect's, as they go out. */
export const headersOf = (subscription: Subscription, { headers }: Rendered): Record<string, string> => ({
  ...subscription.headers,
  ...headers,
});

/** Headers with the values masked that nobody may see again: what is sensitive, and secrets that travel themselves. */
export function maskedHeaders(
  headers: Record<string, string>,
  { sensitiveHeaders = [] }: Pick<Subscription, "sensitiveHeaders">,
  { secretHeaders }: Pick<Dialect, "secretHeaders">,
): Record<string, string> {
  if (sensitiveHeaders.length + secretHeaders.length === 0) return headers;
  const secret = new Set([...sensitiveHeaders, ...secretHeaders].map((name) => name.toLowerCase()));
  const masked = Object.entries(headers).map(([name, value]) => [
    name,
    secret.has(name.toLowerCase()) ? MASKED : value,
  ]);
  return Object.fromEntries(masked);
}

export const bodyDigest = (body: Buffer): string => `sha256:${hash("sha256", body)}`;

const FINGERPRINT_CHARS = 16;

/** Names the secret that signs first: its version id, or of a sealed one a fingerprint. */
export function secretVersion({ store, versions: [first = ""] }: SecretRef): string {
  return store === "sealed" ? hash("sha256", first).slice(0, FINGERPRINT_CHARS) : first;
}
