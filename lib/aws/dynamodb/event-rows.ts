import { PipelineFault } from "../../core/errors.ts";
import { type EventClaim, keyClaim, keyHashIn, ownIdClaim } from "../../core/events.ts";
import { eventIdOf, timeOfUlid } from "../../core/ids.ts";
import { packUlids, unpackUlids } from "../../core/kit/ulid-bytes.ts";
import type { EventHead, KeptEvent } from "../../core/log/log-reader.ts";
import { type LaterMatch, type LaterMiss, withLaterDecisions } from "../../core/matching/later-matches.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { EventRecord } from "../../core/model/event.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { chunks } from "../kit/batching.ts";
import type { TableRow } from "./driver/table-access.ts";
import { claimKey, eventKey } from "./keys/event-keys.ts";
import {
  eventDataKey,
  isEventDataKey,
  isLaterDecisionKey,
  isMatchesKey,
  isUndecidedKey,
  laterDecisionKey,
  matchesKey,
  subscriptionIdDecided,
  undecidedKey,
} from "./keys/event-part-keys.ts";
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

export interface EventRows {
  row: TableRow;
  /** The event's data, if it has a row of its own. It is the same in each try to accept the event. */
  data: TableRow[];
  /** Matches and undecided matches that have rows of their own. Another try may find others. */
  lists: TableRow[];
}

/**
 * The rows of an event. A reader that sees the event's own row relies on the others.
 *
 * The row leaves out what its key or the reader says: the tenant, the time of the ULID, and an id that is made of it.
 */
export function eventRows(retention: Retention, event: EventRecord): EventRows {
  const kept = retained(retention, event.receivedAt);
  const data = packText(event.data, MOST_PLAIN_DATA);
  const { subscriptionIds: ids, matchedTypes, id, ulid, type, occurredAt, receivedAt, skipped, test } = event;
  const { undecidedIds = [] } = event;
  const keyHash = keyHashIn(event.keyClaim);
  const apart = data.length > DATA_BESIDE;
  const beside = ids.slice(0, ids.length > IDS_BESIDE ? 0 : IDS_BESIDE);
  const row = {
    ...eventKey(event, ulid),
    ...kept,
    ownId: id === eventIdOf(ulid) ? undefined : id,
    keyHash: keyHash && Buffer.from(keyHash, "hex"),
    type,
    occurredAt: occurredAt === receivedAt ? undefined : occurredAt,
    data: apart ? undefined : data,
    ids: beside.length > 0 ? packIds(beside) : undefined,
    deliveries: queuedCount(event),
    skipped,
    undecided: undecidedIds.length > 0 ? undecidedIds.length : undefined,
    matchedTypes,
    test,
    contentErasedAt: event.contentErasedAt,
  };
  const rowsOf = (some: string[], keyOf: typeof matchesKey) =>
    chunks(some, IDS_A_ROW).map((chunk, index) => ({ ...keyOf(event, index + 1), ...kept, ids: packIds(chunk) }));
  const lists = [...rowsOf(ids.slice(beside.length), matchesKey), ...rowsOf(undecidedIds, undecidedKey)];
  return { row, data: apart ? [{ ...eventDataKey(event), ...kept, data }] : [], lists };
}

/** A decision that is made about an event and a subscription after the event came in. */
export function laterDecisionRow(retention: Retention, decision: LaterMatch | LaterMiss): TableRow {
  const { tenantId: _tenant, incarnation: _incarnation, ulid, ...fields } = decision;
  return {
    ...laterDecisionKey(decision, decision.subscriptionId),
    ...retained(retention, timeOfUlid(ulid)),
    ...fields,
  };
}

/** The attributes of an `EventHead`, besides the keys. */
export const EVENT_HEAD = [
  "ownId",
  "type",
  "occurredAt",
  "deliveries",
  "skipped",
  "undecided",
  "test",
  "contentErasedAt",
] as const;

/** The head of the event in its own row. */
export function eventHeadIn({ tenantId }: TenantRef, row: TableRow): EventHead {
  const {
    sk: ulid,
    ownId,
    type,
    occurredAt,
    deliveries,
    skipped,
    undecided,
    test,
    contentErasedAt,
  } = row as TableRow & HeadFields;
  const receivedAt = timeOfUlid(ulid);
  const times = { occurredAt: occurredAt ?? receivedAt, receivedAt };
  const counts = { deliveries, skipped, undecided };
  return { id: ownId ?? eventIdOf(ulid), ulid, tenantId, type, ...times, ...counts, test, contentErasedAt };
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
  const { deliveries: _deliveries, skipped: _skipped, undecided: _undecided, ...head } = eventHeadIn(of, row);
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
  const { deliveries, skipped, undecided = 0 } = eventHeadIn(of, row);
  const kept = keptEventIn(of, row, parts.find(isEventDataKey));
  const ids = [row, ...parts.filter(isMatchesKey)].flatMap((part) => idsIn(part.ids));
  const undecidedIds = parts.filter(isUndecidedKey).flatMap((part) => idsIn(part.ids));
  if (ids.length !== deliveries + (skipped ?? 0)) throw new PipelineFault("an event's matches are incomplete");
  if (undecidedIds.length !== undecided) throw new PipelineFault("an event's undecided matches are incomplete");
  const matchedTypes = row.matchedTypes as EventRecord["matchedTypes"];
  const event = {
    ...kept,
    incarnation: of.incarnation,
    subscriptionIds: ids,
    skipped,
    matchedTypes,
    ...(undecided > 0 && { undecidedIds }),
  };
  return withLaterDecisions(
    event,
    parts.filter(isLaterDecisionKey).map((part) => recordIn<LaterMatch | LaterMiss>(part)),
  );
}

/** The subscriptions that an event's rows name, also those without a delivery. */
export const subscriptionIdsIn = (rows: TableRow[]): string[] =>
  rows.flatMap((row) => (isLaterDecisionKey(row) ? subscriptionIdDecided(row) : idsIn(row.ids)));

/** What the event in a row has claimed: its own id, or its idempotency key. */
export function claimNamesIn({ ownId, keyHash }: TableRow): string[] {
  if (typeof ownId === "string") return [ownIdClaim(ownId)];
  return keyHash instanceof Uint8Array ? [keyClaim(Buffer.from(keyHash).toString("hex"))] : [];
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
