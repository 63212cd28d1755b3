import { hash } from "node:crypto";

/**
 * The cursor at the end of a page of a stream. A caller sends it to confirm that the page's deliveries have arrived.
 * The cursor names each of them, because deliveries that come in at the same time may become visible out of order, and
 * a delivery that wasn't on the page must not be confirmed.
 */
export const streamCursor = (subscriptionId: string, deliveryIds: readonly string[]): string =>
  [subscriptionId, ...deliveryIds].map(markOf).join("");

/**
 * The marks of the deliveries that a cursor names. Undefined for a cursor of another subscription, and for any other
 * string.
 */
export function marksIn(cursor: string, subscriptionId: string): Set<string> | undefined {
  const [own, ...marks] = CURSOR.test(cursor) ? (cursor.match(MARKS) ?? []) : [];
  return own === markOf(subscriptionId) ? new Set(marks) : undefined;
}

/** 48 bits of SHA-256: 250 marks fit into a URL, and two waiting deliveries practically never share one. */
export const markOf = (id: string): string => hash("sha256", id, "base64url").slice(0, 8);

const CURSOR = /^([\w-]{8}){1,251}$/;
const MARKS = /.{8}/g;
