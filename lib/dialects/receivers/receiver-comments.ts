import type { ReceiverScheme } from "./receiver-scheme.ts";

/** The environment variable with the secret. Receivers of ed25519 signatures know only the public key. */
export const secretName = ({ algorithm }: ReceiverScheme): string =>
  algorithm === "ed25519" ? "WEBHOOK_PUBLIC_KEY" : "WEBHOOK_SECRET";

/** Where the id is by which a receiver knows that it has an event already. */
export function duplicatesComment({ idHeader, idInBody }: ReceiverScheme): string {
  const known = idHeader ? `header ${idHeader}` : idInBody ? 'member "id" of the body' : undefined;
  return known
    ? `An event can arrive more than once. Its id is the same each time (${known}).`
    : "An event can arrive more than once.";
}
