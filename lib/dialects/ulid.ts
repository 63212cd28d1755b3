import { createHash } from "node:crypto";

/** Crockford's base32 alphabet. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 26 characters of 5 bits hold 128 bits, so the first character has only 3 bits. */
const OWN = /^evt_([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/**
 * Returns an event's ULID: the one in its id, or one made of `occurredAt` and a hash of the tenant's and the event's
 * id. Every retry has the same ULID.
 */
export function ulidOf(eventId: string, occurredAt: string, tenantId: string): string {
  return OWN.exec(eventId)?.[1] ?? timePart(Date.parse(occurredAt)) + hashPart(`${tenantId}\0${eventId}`);
}

/**
 * The form of the ids that Posthorn makes of idempotency keys: most are more than the largest ULID. No producer gave
 * such an id.
 */
const OVERFLOWN = /^evt_[89A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{25}$/;

/** Returns an id that begins with `evt_` as the producer gave it. For any other id, returns `evt_` and its ULID. */
export const evtIdOf = (eventId: string, occurredAt: string, tenantId: string): string =>
  /^evt_./.test(eventId) && !OVERFLOWN.test(eventId) ? eventId : `evt_${ulidOf(eventId, occurredAt, tenantId)}`;

/** ULIDs can't represent times before 1970. */
function timePart(ms: number): string {
  let left = Math.max(0, ms);
  let text = "";
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[left % 32] + text;
    left = Math.floor(left / 32);
  }
  return text;
}

function hashPart(text: string): string {
  const digest = createHash("sha256").update(text).digest();
  return Array.from(digest.subarray(0, 16), (byte) => ALPHABET[byte & 31]).join("");
}
