import { hash } from "node:crypto";

/**
 * The cursor that ends a page of a stream. It names the page's deliveries, and a caller sends it to confirm that they
 * have arrived. It names each delivery, because deliveries that come in at the same time may become visible out of
 * order: a delivery that wasn't on the page must not be taken with it.
 */
export const streamCursor = (subscriptionId: string, deliveryIds: readonly string[]): string =>
  [subscriptionId, ...deliveryIds].map(markOf).join("");

/** The marks of the deliveries that a cursor names. Undefined for a cursor of another subscription, or none at all. */
export function marksIn(cursor: string, subscriptionId: string): Set<string> | undefined {
  const [own, ...marks] = CURSOR.test(cursor) ? (cursor.match(MARKS) ?? []) : [];
  return own === markOf(subscriptionId) ? new Set(marks) : undefined;
}

/** 48 bits of SHA-256: 250 marks fit into a URL, and two waiting deliveries practically never share one. */
export const markOf = (id: string): string => hash("sha256", id, "base64url").slice(0, 8);

const CURSOR = /^([\w-]{8}){1,251}$/;
const MARKS = /.{8}/g;
