import type { TimeSpan } from "../../../core/log/log-filters.ts";
import type { Row, Table } from "../driver/access.ts";
import { pageQuerier, type StartKey } from "../driver/query.ts";
import type { LogIndex } from "../table.ts";

/** A condition on rows that no index answers, in DynamoDB's terms. */
export interface RowCondition {
  text: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** What to read of the log: these partitions of an index together, in order of time. */
export interface LogList extends TimeSpan {
  index: LogIndex;
  pks: readonly string[];
  order: "newest" | "oldest";
  /** The place after which to begin. */
  after?: string;
  condition?: RowCondition;
}

export interface LogPage {
  rows: Row[];
  /** The place after which the next page begins, when there may be one. */
  next?: string;
}

/**
 * How many rows a page may read that its condition leaves out: about 1.5 MB. Beyond it the page is what was found,
 * and the next one goes on from there: no question reads a whole log at once.
 */
export const MOST_READ = 4_000;

/** One partition, as far as it was read. */
interface Strand {
  pk: string;
  rows: Row[];
  /** The last row that was looked at; undefined before the first. */
  place: string | undefined;
  start: StartKey;
  done: boolean;
}

/**
 * Reads a page of partitions that are merged by time. Each round reads those on that may still have rows of the page,
 * side by side; for a page without a condition one round is nearly always enough.
 */
export async function readLogPage(table: Table, list: LogList, limit: number, mostRead = MOST_READ): Promise<LogPage> {
  const [first, last] = rangeOf(list);
  // Nothing can be in it, and DynamoDB would call it an error.
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
    if (read >= mostRead && read > limit * 2) return settledPart(found, behind, isBefore);
    const counts = await Promise.all(behind.map((strand) => readOn(table, list, strand, size)));
    read += counts.reduce((sum, count) => sum + count, 0);
    if (list.condition) size = Math.min(size * 2, MOST_AT_ONCE);
  }
}

const MOST_AT_ONCE = 1_000;

/** What to ask of each of some partitions, over which ids are spread evenly, so that they have so many together. */
const shareOf = (wanted: number, partitions: number): number =>
  Math.ceil(wanted / partitions) + Math.ceil(Math.sqrt(wanted));

type IsBefore = (a: string, b: string) => boolean;

const placeIn = (row: Row): string => String(row.logSk);

/** A row that moves between partitions while they are read may be seen in two: the later one is the truth. */
function merged(strands: Strand[], isBefore: IsBefore): Row[] {
  const byPlace = new Map<string, Row>();
  for (const row of strands.flatMap(({ rows }) => rows)) {
    const other = byPlace.get(placeIn(row));
    if (!other || String(other.updatedAt) < String(row.updatedAt)) byPlace.set(placeIn(row), row);
  }
  return [...byPlace.values()].sort((a, b) => (isBefore(placeIn(a), placeIn(b)) ? -1 : 1));
}

function pageOf(found: Row[], limit: number): LogPage {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last ? { rows, next: placeIn(last) } : { rows };
}

/** As far as all partitions were read; the next page begins there. */
function settledPart(found: Row[], behind: Strand[], isBefore: IsBefore): LogPage {
  const places = behind.flatMap(({ place }) => place ?? []);
  const next = places.reduce((first, place) => (isBefore(place, first) ? place : first));
  return { rows: found.filter((row) => !isBefore(next, placeIn(row))), next };
}

/** No place is just an instant: one that begins with it comes after it. `0` is before all places, `~` after them. */
function rangeOf({ order, since = "0", until = "~", after }: LogList): [first: string, last: string] {
  if (after === undefined) return [since, until];
  return order === "newest" ? [since, after < until ? after : until] : [after > since ? after : since, until];
}

/** Reads a partition on. Resolves with how many rows were looked at. */
async function readOn(table: Table, list: LogList, strand: Strand, size: number): Promise<number> {
  const { rows, read, next } = await pageQuerier(table)({ ...queryOf(list, strand.pk), Limit: size }, strand.start);
  // A range of a sort key has both of its ends: the row that the last page ended with is in it.
  strand.rows.push(...rows.filter((row) => row.logSk !== list.after));
  strand.start = next;
  strand.done = next === undefined;
  strand.place = next?.logSk?.S ?? strand.place;
  return read;
}

function queryOf(list: LogList, pk: string) {
  const { index, order, condition } = list;
  const [first, last] = rangeOf(list);
  return {
    IndexName: index.name,
    KeyConditionExpression: "#pk = :pk AND logSk BETWEEN :first AND :last",
    FilterExpression: condition?.text,
    ExpressionAttributeNames: { "#pk": index.partitionKey, ...condition?.names },
    ExpressionAttributeValues: { ":pk": pk, ":first": first, ":last": last, ...condition?.values },
    ScanIndexForward: order === "oldest",
  };
}
