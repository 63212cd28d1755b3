import { createHash } from "node:crypto";
import { Refusal } from "../../core/errors.ts";
import type { ApiAnswer } from "./answers.ts";

/**
 * The strong entity tag (RFC 9110, 8.8.3) of a value that the API shows. It changes with any field, but not with the order
 * of members: DynamoDB doesn't keep the order in a map
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Document.Map).
 */
export function etagOf(shown: object): string {
  const digest = createHash("sha256").update(JSON.stringify(shown, inOrder)).digest("base64url");
  return `"${digest.slice(0, 22)}"`;
}

/** Sorts the members of objects by their names. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** Adds the entity tag of the shown state to an answer. */
export const tagged = <Status extends number>(answer: ApiAnswer<Status>, etag: string): ApiAnswer<Status> => ({
  ...answer,
  headers: { ...answer.headers, etag },
});

/** Throws a 412 `Refusal` when the caller's `If-Match` (RFC 9110, 13.1.1) doesn't name the current state. */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  // A weak tag never matches here (RFC 9110, 13.1.1), and Posthorn's tags contain no comma.
  const named = ifMatch.split(",").map((tag) => tag.trim());
  if (named.includes(etag)) return;
  throw new Refusal(412, "The resource has changed since you read it. Read it again.", [
    { path: "/headers/if-match", message: "is not the ETag of the current state" },
  ]);
}
