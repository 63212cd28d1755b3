import { PARTITION_KEY, type TableIndex } from "../table.ts";
import type { RowCondition } from "./conditions.ts";
import { pageQuerier, type StartKey } from "./query.ts";
import type { TableAccess, TableRow } from "./table-access.ts";

/** A list over several partitions of the table or of an index, merged by sort key. Sort keys are ULIDs. */
export interface MergedList {
  /** Undefined for the table itself, which is read strongly consistent. */
  index?: TableIndex;
  pks: readonly string[];
  order: "newest" | "oldest";
  /** The first sort key. */
  first?: string;
  /** The last sort key. */
  last?: string;
  /** The sort key after which the page starts. */
  after?: string;
  condition?: RowCondition;
}

export interface MergedPage {
  rows: TableRow[];
  /** The sort key after which the next page starts. Undefined when there is no next page. */
  next?: string;
}

/**
 * The most rows that a page reads when its condition removes some: about 1.5 MB. At the limit, the page ends with the
 * rows found so far, and the next page continues there. So one request never reads a whole log.
 */
export const MAX_READ = 4_000;

/** One partition, and how far it was read. */
interface Strand {
  pk: string;
  rows: TableRow[];
  /** The sort key of the last row read; undefined before the first. */
  place: string | undefined;
  start: StartKey;
  done: boolean;
}

/**
 * Reads a page of merged partitions. Each round reads, in parallel, the partitions that may still hold rows of the
 * page. Without a condition, one round is nearly always enough.
 */
export async function readMergedPage(
  table: TableAccess,
  list: MergedList,
  limit: number,
  mostRead = MAX_READ,
): Promise<MergedPage> {
  const [first, last] = rangeOf(list);
  // DynamoDB rejects a BETWEEN whose end is before its start.
  if (first > last) return { rows: [] };
  const strands = list.pks.map((pk): Strand => ({ pk, rows: [], place: undefined, start: undefined, done: false }));
  const isBefore = list.order === "newest" ? (a: string, b: string) => a > b : (a: string, b: string) => a < b;
  let size = shareOf(limit + 1, strands.length);
  let read = 0;
  for (;;) {
    const found = merged(strands, isBefore);
    const enough = found[limit] && placeIn(found[limit]);
    const behind = strands.filter(({ done, place }) => !done && (!enough || !place || isBefore(place, enough)));
    if (behind.length === 0) return pageOf(found, limit);
    if (mostRead - read < behind.length && read > limit * 2) return settledPart(found, behind, isBefore);
    const counts = await Promise.all(behind.map((strand) => readOn(table, list, strand, size)));
    read += counts.reduce((sum, count) => sum + count, 0);
    if (list.condition) size = Math.min(size * 2, MAX_AT_ONCE, shareOfRest(mostRead - read, behind.length));
  }
}

const MAX_AT_ONCE = 1_000;

/** The rows that each partition may still read, at least one. */
const shareOfRest = (rest: number, partitions: number): number => Math.max(1, Math.floor(rest / partitions));

/**
 * The rows to read from each partition to get `wanted` rows in total. Ids spread evenly over partitions, but not
 * exactly, so each share has a margin.
 */
const shareOf = (wanted: number, partitions: number): number =>
  Math.ceil(wanted / partitions) + Math.ceil(Math.sqrt(wanted));

type IsBefore = (a: string, b: string) => boolean;

const placeIn = (row: TableRow): string => row.sk;

/** A row that moves between partitions of an index during the read may appear in both. */
function merged(strands: Strand[], isBefore: IsBefore): TableRow[] {
  const byPlace = new Map<string, TableRow>();
  for (const row of strands.flatMap(({ rows }) => rows)) {
    byPlace.set(placeIn(row), row);
  }
  return [...byPlace.values()].sort((a, b) => (isBefore(placeIn(a), placeIn(b)) ? -1 : 1));
}

function pageOf(found: TableRow[], limit: number): MergedPage {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last ? { rows, next: placeIn(last) } : { rows };
}

/** The rows up to the place that every partition has reached. The next page starts at that place. */
function settledPart(found: TableRow[], behind: Strand[], isBefore: IsBefore): MergedPage {
  const places = behind.flatMap(({ place }) => place ?? []);
  const next = places.reduce((first, place) => (isBefore(place, first) ? place : first));
  return { rows: found.filter((row) => !isBefore(next, placeIn(row))), next };
}

/** `0` sorts before all ULIDs, and `Z` after them. */
function rangeOf({ order, first = "0", last = "Z", after }: MergedList): [first: string, last: string] {
  if (after === undefined) return [first, last];
  return order === "newest" ? [first, after < last ? after : last] : [after > first ? after : first, last];
}

/** Reads the next rows of a partition. Resolves with the number of rows that DynamoDB read. */
async function readOn(table: TableAccess, list: MergedList, strand: Strand, size: number): Promise<number> {
  const { rows, read, next } = await pageQuerier(table)({ ...queryOf(list, strand.pk), Limit: size }, strand.start);
  // BETWEEN includes both ends, so the last row of the previous page comes again.
  strand.rows.push(...rows.filter(({ sk }) => sk !== list.after));
  strand.start = next;
  strand.done = next === undefined;
  strand.place = next?.sk?.S ?? strand.place;
  return read;
}

function queryOf(list: MergedList, pk: string) {
  const { index, order, condition } = list;
  const [first, last] = rangeOf(list);
  return {
    ...(index ? { IndexName: index.name } : { ConsistentRead: true }),
    KeyConditionExpression: "#pk = :pk AND sk BETWEEN :first AND :last",
    FilterExpression: condition?.text,
    ExpressionAttributeNames: { "#pk": index?.partitionKey ?? PARTITION_KEY, ...condition?.names },
    ExpressionAttributeValues: { ":pk": pk, ":first": first, ":last": last, ...condition?.values },
    ScanIndexForward: order === "oldest",
  };
}
