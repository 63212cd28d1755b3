import { hash } from "node:crypto";
import { parseDeliveryId, ULID } from "./ids.ts";
import { packUlids, unpackUlids } from "./kit/ulid-bytes.ts";
import type { Event } from "./model/event.ts";

/** The parts of an event that its ids on the wire are made of. */
export type WireIdentity = Pick<Event, "ulid" | "tenantId">;

/**
 * An event's id in 64 lower-case hex digits: the 16 bytes of its ULID, then 16 bytes of a check. Every retry has the
 * same id, and the ULID can be read back.
 */
export const hexIdOf = ({ ulid, tenantId }: WireIdentity): string => hexOf(ulid) + checkOf(ulid, tenantId);

/**
 * Reads an event's ULID from an id that a receiver saw: a ULID, `evt_` and a ULID, 64 hex digits, or the id of one of
 * the event's deliveries. Returns undefined for any other string, and for hex digits of another tenant's event.
 */
export function ulidIn(id: string, tenantId: string): string | undefined {
  const text = id.replace(/^evt_/, "");
  if (ULID.test(text)) return text;
  return parseDeliveryId(id)?.ulid ?? ulidInHex(id, tenantId);
}

function ulidInHex(id: string, tenantId: string): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
  const ulid = ulidOfHex(id.slice(0, 32));
  return id === hexIdOf({ ulid, tenantId }) ? ulid : undefined;
}

/** 16 bytes of SHA-256 as hex digits. Tells an event's id from a hash that a producer used as its own id. */
const checkOf = (ulid: string, tenantId: string): string =>
  hash("sha256", `posthorn event id\0${tenantId}\0${ulid}`).slice(0, 32);

const hexOf = (ulid: string): string => Buffer.from(packUlids([ulid])).toString("hex");
const ulidOfHex = (hex: string): string => unpackUlids(Buffer.from(hex, "hex")).join("");
