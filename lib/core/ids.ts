import { createHash, randomBytes } from "node:crypto";
import { ulid } from "ulid";

/** A new id `<prefix>_<ulid>`. Such ids sort by the time they were made. */
export function newId(prefix: string, nowMs: number): string {
  // By default `ulid` asks the system for each of its 16 random characters, which takes ten times the CPU.
  const bytes = randomBytes(16).values();
  return `${prefix}_${ulid(nowMs, () => (bytes.next().value ?? 0) / 256)}`;
}

/** Crockford's base 32, the alphabet of ULIDs. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The event id for an idempotency key. The same key of the same tenant always has the same id, so one read by event id
 * tells whether the key was used before.
 */
export function eventIdFromKey(tenantId: string, idempotencyKey: string): string {
  const digest = createHash("sha256").update(`${tenantId}\0${idempotencyKey}`).digest();
  let id = "";
  for (const byte of digest.subarray(0, 26)) id += ALPHABET[byte & 31];
  return `evt_${id}`;
}

/** The event ids that a producer may choose. They have no dot, because Standard Webhooks signs `id.timestamp.body`. */
export const EVENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Lists of subscriptions use these ids as cursors too. */
export const SUBSCRIPTION_ID = /^sub_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Lists of replays use these ids as cursors too. */
export const REPLAY_ID = /^rpl_[0-9A-HJKMNP-TV-Z]{26}$/;

const DELIVERY_ID = /^dlv_(?<eventId>[A-Za-z0-9_-]{1,64})_(?<ulid>[0-9A-HJKMNP-TV-Z]{26})$/;

/**
 * The id of the delivery of an event to a subscription. The id is derived, not random, so that an event queued twice is
 * still one delivery. It contains both ids, so that a delivery can be found before it has a row.
 */
export const deliveryId = (eventId: string, subscriptionId: string): string =>
  `dlv_${eventId}_${subscriptionId.slice("sub_".length)}`;

/** Reads the event and the subscription from a delivery id. Returns undefined for any other string. */
export function parseDeliveryId(id: string): { eventId: string; subscriptionId: string } | undefined {
  const groups = DELIVERY_ID.exec(id)?.groups;
  if (!groups?.eventId || !groups.ulid) return undefined;
  return { eventId: groups.eventId, subscriptionId: `sub_${groups.ulid}` };
}
