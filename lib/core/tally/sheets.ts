import type { TenantRef } from "../model/tenant.ts";
import { plus, type Totals } from "./totals.ts";

/** Whose tallies they are. */
export type TallyScope = { subscriptionId: string } | TenantRef | "operator";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The resolutions of a time series. A sheet has the tallies of a scope for an hour, in minutes, or for a day, in hours.
 * Points of minutes are kept for three hours, and points of hours for thirty days.
 */
export const RESOLUTIONS = {
  minute: { pointMs: MINUTE_MS, sheetMs: HOUR_MS, keptMs: 3 * HOUR_MS },
  hour: { pointMs: HOUR_MS, sheetMs: DAY_MS, keptMs: 30 * DAY_MS },
} as const;

export type Resolution = keyof typeof RESOLUTIONS;

export const startOf = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;

/** A batch of records of the table's stream. Its records are in the order in which they are in a shard. */
export interface Batch {
  /** The place of each record in the batch, by the record's id. */
  places: ReadonlyMap<string, number>;
  first: string;
  last: string;
}

/** Takes the ids of a batch's records, at least one. */
export function recordBatchOf(ids: readonly string[]): Batch {
  const [first = "", last = ""] = [ids[0], ids.at(-1)];
  return { places: new Map(ids.map((id, place) => [id, place])), first, last };
}

/** A batch that a sheet has counted. */
export type CountedBatch = Pick<Batch, "first" | "last">;

/** The tallies of a scope for an hour or a day. */
export interface Sheet {
  /** By the point's place in the sheet: 0 to 59, or 0 to 23. */
  points: Readonly<Record<number, Totals>>;
  /** The latest batches, oldest first. */
  counted: readonly CountedBatch[];
}

export const EMPTY_SHEET: Sheet = { points: {}, counted: [] };

/** Part of a batch: a record that concerns a sheet. */
export interface Entry {
  /** The record's place in the batch. */
  place: number;
  point: number;
  totals: Totals;
}

/**
 * The batches that a sheet remembers. Lambda passes a shard's next batch only after the one before it succeeded. So of
 * each shard, the latest batch is enough, and one remembered batch is needed for each shard whose records come to the
 * sheet. A subscription's deliveries have four partition keys. Operator and tenants get records from all shards.
 */
const REMEMBERED = { one: 8, all: 64 };

/**
 * The sheet after it counted its part of a batch; undefined if it has counted all of it before.
 *
 * Lambda passes a batch again if the function failed, or if its own poller did
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html). The batch then begins at the same record, but it may be
 * longer or shorter. The function may have counted it in some sheets, and not in others. So each sheet remembers the
 * ends of its batches, and skips what lies between them.
 */
export function withEntries(
  sheet: Sheet,
  batch: Batch,
  entries: readonly Entry[],
  scope: TallyScope,
): Sheet | undefined {
  const skipped = sheet.counted.map((one) => countedPlaces(one, batch));
  const fresh = entries.filter(({ place }) => !skipped.some((span) => span && place >= span.from && place <= span.to));
  if (fresh.length === 0) return undefined;
  const points: Record<number, Totals> = { ...sheet.points };
  for (const { point, totals } of fresh) {
    const before = points[point];
    points[point] = before ? plus(before, totals) : totals;
  }
  const { first, last } = batch;
  const others = sheet.counted.filter((one) => one.first !== first);
  return { points, counted: [...others, { first, last }].slice(-(isOne(scope) ? REMEMBERED.one : REMEMBERED.all)) };
}

const isOne = (scope: TallyScope): boolean => typeof scope === "object" && "subscriptionId" in scope;

/** The places of a batch that an earlier batch had too. Batches of other shards have no records in common. */
function countedPlaces({ first, last }: CountedBatch, { places }: Batch): { from: number; to: number } | undefined {
  const [from, to] = [places.get(first), places.get(last)];
  return from === undefined && to === undefined ? undefined : { from: from ?? 0, to: to ?? places.size - 1 };
}
