import { hash, randomBytes } from "node:crypto";
import { decodeTime, encodeTime, ulid } from "ulid";

/**
 * A new ULID. ULIDs sort by the time they were made.
 *
 * @param nowMs epoch milliseconds. The library takes 0 for the current time
 */
export function newUlid(nowMs: number): string {
  // By default `ulid` asks the system for each of its 16 random characters, which takes ten times the CPU.
  const bytes = randomBytes(16).values();
  return ulid(nowMs, () => (bytes.next().value ?? 0) / 256);
}

/** A new id `<prefix>_<ulid>`. */
export const newId = (prefix: string, nowMs: number): string => `${prefix}_${newUlid(nowMs)}`;

/** 26 characters of 5 bits hold 128 bits, so the first character has only 3 bits. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The time at which a ULID was made, in ISO 8601. */
export const timeOfUlid = (text: string): string => new Date(decodeTime(text)).toISOString();

const TIME_CHARACTERS = 10;

/** The first ULID of a millisecond. ULIDs that were made earlier sort before it. */
export const firstUlidAt = (ms: number): string =>
  encodeTime(Math.max(0, ms), TIME_CHARACTERS) + "0".repeat(26 - TIME_CHARACTERS);

/** The id of an event whose producer gave it none. */
export const eventIdOf = (eventUlid: string): string => `evt_${eventUlid}`;

/** A new incarnation of a tenant: 40 random bits in Crockford's base 32. */
export const newIncarnation = (): string => newUlid(0).slice(-8);

/** The event ids that a producer may choose. They have no dot, because Standard Webhooks signs `id.timestamp.body`. */
export const EVENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Lists of subscriptions use these ids as cursors too. */
export const SUBSCRIPTION_ID = /^sub_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Lists of replays use these ids as cursors too. */
export const REPLAY_ID = /^rpl_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Lists of deletions use these ids as cursors too. */
export const TENANT_DELETION_ID = /^tdl_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Lists of rejected events use these ids as cursors too. */
export const REJECTED_EVENT_ID = /^rej_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The id of the record of a rejected message. SQS may deliver a message twice, so the id is derived from the time it was
 * sent and from the message's own id.
 */
export function rejectedEventId({ messageId, sentAtMs }: { messageId: string; sentAtMs: number }): string {
  const bytes = hash("sha256", messageId, "buffer").values();
  return `rej_${ulid(sentAtMs, () => (bytes.next().value ?? 0) / 256)}`;
}

/** Lists of alerts use these ids as cursors too. */
export const ALERT_ID = /^alr_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The ULID of a delivery's event. */
export const eventUlidOf = ({ id }: { id: string }): string => id.slice(4, 30);

const DELIVERY_ID = /^dlv_([0-7][0-9A-HJKMNP-TV-Z]{25})_([0-9A-HJKMNP-TV-Z]{26})$/;

/**
 * The id of the delivery of an event to a subscription. The id is derived, not random, so that an event queued twice is
 * still one delivery. It contains both ULIDs, so that a delivery is read by its id alone, and found before it has a row.
 */
export const deliveryId = (eventUlid: string, subscriptionId: string): string =>
  `dlv_${eventUlid}_${subscriptionId.slice("sub_".length)}`;

/** Reads the event's ULID and the subscription's id from a delivery id. Returns undefined for any other string. */
export function parseDeliveryId(id: string): { ulid: string; subscriptionId: string } | undefined {
  const [, eventUlid, subscription] = DELIVERY_ID.exec(id) ?? [];
  return eventUlid && subscription ? { ulid: eventUlid, subscriptionId: `sub_${subscription}` } : undefined;
}
