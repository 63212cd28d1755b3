import { hash } from "node:crypto";

/**
 * What a page of a stream ends with: it names the deliveries on the page, and giving it back says that they have
 * arrived. It names each of them, since those that come in at the same time may become visible out of order: one that
 * was not on the page is not taken with it, wherever it stands.
 */
export const streamCursor = (subscriptionId: string, deliveryIds: readonly string[]): string =>
  [subscriptionId, ...deliveryIds].map(markOf).join("");

/** The marks of the deliveries that a cursor names; undefined when it is none of this subscription's. */
export function marksIn(cursor: string, subscriptionId: string): Set<string> | undefined {
  const [own, ...marks] = CURSOR.test(cursor) ? (cursor.match(MARKS) ?? []) : [];
  return own === markOf(subscriptionId) ? new Set(marks) : undefined;
}

/** 48 bits of SHA-256: 250 of them fit into a URL, and no two deliveries that wait will have the same. */
export const markOf = (id: string): string => hash("sha256", id, "base64url").slice(0, 8);

const CURSOR = /^([\w-]{8}){1,251}$/;
const MARKS = /.{8}/g;
