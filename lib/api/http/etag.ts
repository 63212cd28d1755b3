import { createHash } from "node:crypto";
import { Refusal } from "../../core/errors.ts";
import type { HttpAnswer } from "./problem-json.ts";

/** The strong entity tag (RFC 9110, 8.8.3) of what is shown: another one as soon as anything in it is. */
export function etagOf(shown: object): string {
  const digest = createHash("sha256").update(JSON.stringify(shown)).digest("base64url");
  return `"${digest.slice(0, 22)}"`;
}

/** An answer that says which state it shows. */
export const tagged = (answer: HttpAnswer, etag: string): HttpAnswer => ({
  ...answer,
  headers: { ...answer.headers, etag },
});

/** Refused with 412 when the caller's `If-Match` (RFC 9110, 13.1.1) names other states than the present one. */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  // A weak tag never matches here; ours hold no comma.
  const named = ifMatch.split(",").map((tag) => tag.trim());
  if (named.includes(etag)) return;
  throw new Refusal(412, "It was changed since you read it: read it again.", [
    { path: "/headers/if-match", message: "is not the ETag of what is there now" },
  ]);
}
