import { createHash, randomBytes } from "node:crypto";
import { ulid } from "ulid";

/** `<prefix>_<ulid>`: sorts by the time it was made. */
export function newId(prefix: string, nowMs: number): string {
  // By itself `ulid` asks the system for each of its sixteen random characters, at ten times the CPU.
  const bytes = randomBytes(16).values();
  return `${prefix}_${ulid(nowMs, () => (bytes.next().value ?? 0) / 256)}`;
}

/** Crockford's base 32, as ULIDs use it. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The event id that an idempotency key stands for: the same key of the same tenant always gives the same id,
 * so that one read by event id tells whether the key was seen.
 */
export function eventIdFromKey(tenantId: string, idempotencyKey: string): string {
  const digest = createHash("sha256").update(`${tenantId}\0${idempotencyKey}`).digest();
  let id = "";
  for (const byte of digest.subarray(0, 26)) id += ALPHABET[byte & 31];
  return `evt_${id}`;
}

/** Event ids a producer may choose. No dot: Standard Webhooks signs `id.timestamp.body`. */
export const EVENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** A cursor in a list of them, too. */
export const SUBSCRIPTION_ID = /^sub_[0-9A-HJKMNP-TV-Z]{26}$/;
/** A cursor, as well. */
export const REPLAY_ID = /^rpl_[0-9A-HJKMNP-TV-Z]{26}$/;

const DELIVERY_ID = /^dlv_(?<eventId>[A-Za-z0-9_-]{1,64})_(?<ulid>[0-9A-HJKMNP-TV-Z]{26})$/;

/**
 * The id of the delivery of an event to a subscription. It is derived, not drawn, so that an event queued
 * twice is still one delivery; and it can be read back, so that a delivery nobody has tried yet can be found.
 */
export const deliveryId = (eventId: string, subscriptionId: string): string =>
  `dlv_${eventId}_${subscriptionId.slice("sub_".length)}`;

/** The event and subscription of a delivery id, or undefined for a text that is none. */
export function parseDeliveryId(id: string): { eventId: string; subscriptionId: string } | undefined {
  const groups = DELIVERY_ID.exec(id)?.groups;
  if (!groups?.eventId || !groups.ulid) return undefined;
  return { eventId: groups.eventId, subscriptionId: `sub_${groups.ulid}` };
}
