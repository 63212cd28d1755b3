import { createHash } from "node:crypto";

/** Crockford's base 32. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 128 bits in 26 characters of 5: the first one has only 3 of them. */
const OWN = /^evt_([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/**
 * The ULID of an event: the one in its id, else one of the time when it happened and a hash of whose and which
 * event it is, so that every retry has the same.
 */
export function ulidOf(eventId: string, occurredAt: string, tenantId: string): string {
  return OWN.exec(eventId)?.[1] ?? timePart(Date.parse(occurredAt)) + hashPart(`${tenantId}\0${eventId}`);
}

/** A time before 1970 has no place in a ULID. */
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
