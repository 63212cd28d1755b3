import { PipelineFault } from "../../core/errors.ts";
import type { EventClaim } from "../../core/events.ts";
import { eventIdOf, timeOfUlid } from "../../core/ids.ts";
import { packUlids, unpackUlids } from "../../core/kit/ulid-bytes.ts";
import type { EventHead, KeptEvent } from "../../core/log/log-reader.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { EventRecord, TenantRef } from "../../core/model.ts";
import { withLaterMatches } from "../../core/replay/later-matches.ts";
import type { LaterMatch } from "../../core/replay/replay-store.ts";
import { chunks } from "../kit/batching.ts";
import type { TableRow } from "./driver/table-access.ts";
import {
  claimKey,
  eventDataKey,
  eventKey,
  isEventDataKey,
  isLaterMatchKey,
  isMatchesKey,
  laterMatchKey,
  matchesKey,
} from "./keys.ts";
import { packText, unpackText } from "./packed-text.ts";
import { type Retention, recordIn, retained } from "./rows.ts";

/**
 * An event takes one row, unless it has much data or many matches. Larger parts have rows of their own, so that a list
 * of events doesn't pay for reading them.
 */
const DATA_BESIDE = 1_536;
const IDS_BESIDE = 32;
/** DynamoDB limits an item to 400 KB. A packed id takes 16 bytes. */
const IDS_A_ROW = 10_000;

/** Data up to this many bytes fits into one write unit with the rest of its row. */
const MOST_PLAIN_DATA = 700;

const packIds = (ids: readonly string[]): Uint8Array => packUlids(ids.map((id) => id.slice("sub_".length)));
const idsIn = (packed: unknown): string[] =>
  packed instanceof Uint8Array ? unpackUlids(packed).map((ulid) => `sub_${ulid}`) : [];

/**
 * The rows of an event. The event's own row is the last: a reader that sees it can rely on the others.
 *
 * The row leaves out what its key or the reader says: the tenant, the time of the ULID, and an id that is made of it.
 */
export function eventRows(retention: Retention, event: EventRecord): { parts: TableRow[]; row: TableRow } {
  const kept = retained(retention, event.receivedAt);
  const data = packText(event.data, MOST_PLAIN_DATA);
  const { subscriptionIds: ids, matchedTypes, id, ulid, type, occurredAt, receivedAt, skipped, test } = event;
  const apart = data.length > DATA_BESIDE;
  const beside = ids.slice(0, ids.length > IDS_BESIDE ? 0 : IDS_BESIDE);
  const row = {
    ...eventKey(event, ulid),
    ...kept,
    ownId: id === eventIdOf(ulid) ? undefined : id,
    type,
    occurredAt: occurredAt === receivedAt ? undefined : occurredAt,
    data: apart ? undefined : data,
    ids: beside.length > 0 ? packIds(beside) : undefined,
    deliveries: queuedCount(event),
    skipped,
    matchedTypes,
    test,
    contentErasedAt: event.contentErasedAt,
  };
  const matches = chunks(ids.slice(beside.length), IDS_A_ROW).map((some, index) => ({
    ...matchesKey(event, index + 1),
    ...kept,
    ids: packIds(some),
  }));
  return { parts: [...(apart ? [{ ...eventDataKey(event), ...kept, data }] : []), ...matches], row };
}

/** A match that a replay adds to an event. */
export const laterMatchRow = (retention: Retention, match: LaterMatch): TableRow => ({
  ...laterMatchKey(match, match.subscriptionId),
  ...retained(retention, timeOfUlid(match.ulid)),
  subscriptionId: match.subscriptionId,
  types: match.types,
});

/** The attributes of an `EventHead`, besides the keys. */
export const EVENT_HEAD = ["ownId", "type", "occurredAt", "deliveries", "skipped", "test", "contentErasedAt"] as const;

/** The head of the event in its own row. */
export function eventHeadIn({ tenantId }: TenantRef, row: TableRow): EventHead {
  const {
    sk: ulid,
    ownId,
    type,
    occurredAt,
    deliveries,
    skipped,
    test,
    contentErasedAt,
  } = row as TableRow & HeadFields;
  const receivedAt = timeOfUlid(ulid);
  const times = { occurredAt: occurredAt ?? receivedAt, receivedAt };
  return { id: ownId ?? eventIdOf(ulid), ulid, tenantId, type, ...times, deliveries, skipped, test, contentErasedAt };
}

interface HeadFields extends Omit<EventHead, "occurredAt"> {
  ownId?: string;
  occurredAt?: string;
}

/** Is the event's data in a row of its own? */
export const hasDataApart = (row: TableRow): boolean => row.data === undefined && row.contentErasedAt === undefined;

/**
 * The event in its own row, without its matches.
 *
 * @param part the row that has the event's data, if it has one
 */
export function keptEventIn(of: TenantRef, row: TableRow, part: TableRow | undefined): KeptEvent {
  const { deliveries: _deliveries, skipped: _skipped, ...head } = eventHeadIn(of, row);
  return { ...head, data: head.contentErasedAt === undefined ? dataIn(row.data ?? part?.data) : ERASED_DATA };
}

const ERASED_DATA = "null";

/** Rows of an earlier form have the data as a string. */
function dataIn(data: unknown): string {
  if (data instanceof Uint8Array) return unpackText(data);
  if (typeof data === "string") return data;
  throw new PipelineFault("the data of an event is missing");
}

/**
 * The event in its own row, with its matches.
 *
 * @param parts all rows of `eventPartsPk`
 * @throws PipelineFault when rows of its matches, or its data, are missing
 */
export function eventIn(of: TenantRef, row: TableRow, parts: TableRow[]): EventRecord {
  const { deliveries, skipped } = eventHeadIn(of, row);
  const kept = keptEventIn(of, row, parts.find(isEventDataKey));
  const ids = [row, ...parts.filter(isMatchesKey)].flatMap((part) => idsIn(part.ids));
  if (ids.length !== deliveries + (skipped ?? 0)) throw new PipelineFault("an event's matches are incomplete");
  const matchedTypes = row.matchedTypes as EventRecord["matchedTypes"];
  const event = { ...kept, incarnation: of.incarnation, subscriptionIds: ids, skipped, matchedTypes };
  return withLaterMatches(
    event,
    parts.filter(isLaterMatchKey).map((part) => recordIn<LaterMatch>(part)),
  );
}

export const eventClaimRow = (retention: Retention, of: TenantRef, { name, ulid, digest }: EventClaim): TableRow => ({
  ...claimKey(of, name),
  ...retained(retention, timeOfUlid(ulid)),
  name,
  ulid,
  digest: Buffer.from(digest, "hex"),
});

export const eventClaimIn = ({ name, ulid, digest }: TableRow): EventClaim => ({
  name: String(name),
  ulid: String(ulid),
  digest: Buffer.from(digest as Uint8Array).toString("hex"),
});
