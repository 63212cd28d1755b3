import { FAILURE_GROUPS, type FailureGroup } from "../../core/tally/failure-group.ts";
import { RESOLUTIONS, type Resolution, type Sheet, type TallyScope } from "../../core/tally/sheets.ts";
import type { Totals } from "../../core/tally/totals.ts";
import type { TableRow } from "./driver/table-access.ts";
import { tallyKey } from "./keys/tally-keys.ts";
import { packText, unpackText } from "./packed-text.ts";
import type { Retention } from "./rows.ts";
import { type RowKey, TTL_ATTRIBUTE } from "./table.ts";

/** Sheets of tallies as rows. */

/** The other attributes of the row take about 150 bytes of its first write unit. */
const MOST_PLAIN = 800;

const DAY_MS = 86_400_000;

/** The part of an ISO 8601 time that names a sheet. */
const START_LENGTH = { minute: "2026-01-31T12".length, hour: "2026-01-31".length } as const;

export const sheetKey = (scope: TallyScope, resolution: Resolution, sheetMs: number): RowKey =>
  tallyKey(scope, resolution, new Date(sheetMs).toISOString().slice(0, START_LENGTH[resolution]));

/** When the sheet of a row begins, in epoch milliseconds. */
export function sheetMsOf({ sk }: RowKey, resolution: Resolution): number {
  const start = sk.slice("D#".length);
  return Date.parse(resolution === "hour" ? start : `${start}:00Z`);
}

/** A row is kept for the time of its last point, but not longer than the log. */
export function sheetRow(
  { retentionDays }: Retention,
  { scope, resolution, sheetMs }: { scope: TallyScope; resolution: Resolution; sheetMs: number },
  sheet: Sheet,
  version: number,
): TableRow {
  const { keptMs, sheetMs: lengthMs } = RESOLUTIONS[resolution];
  const expiresMs = sheetMs + lengthMs + Math.min(keptMs, retentionDays * DAY_MS);
  return {
    ...sheetKey(scope, resolution, sheetMs),
    [TTL_ATTRIBUTE]: Math.floor(expiresMs / 1000),
    version,
    packed: packText(JSON.stringify(packedSheet(sheet)), MOST_PLAIN),
  };
}

export const sheetIn = (row: TableRow): Sheet => sheetOf(JSON.parse(unpackText(row.packed as Uint8Array)));

export const versionIn = (row: TableRow): number => Number(row.version);

/** Counts without names. The pairs of `failed` and `latency` stand one after the other. */
type PackedPoint = [
  point: number,
  attempts: number,
  delivered: number,
  held: number,
  exhausted: number,
  failed: number[],
  latency: number[],
];

interface PackedSheet {
  points: PackedPoint[];
  counted: [first: string, last: string][];
}

const packedSheet = ({ points, counted }: Sheet): PackedSheet => ({
  points: Object.entries(points).map(([point, totals]) => packedPoint(Number(point), totals)),
  counted: counted.map(({ first, last }) => [first, last]),
});

const packedPoint = (point: number, { attempts, delivered, held, exhausted, failed, latency }: Totals): PackedPoint => [
  point,
  attempts,
  delivered,
  held,
  exhausted,
  Object.entries(failed).flatMap(([group, count]) => [FAILURE_GROUPS.indexOf(group as FailureGroup), count]),
  Object.entries(latency).flatMap(([bucket, count]) => [Number(bucket), count]),
];

const sheetOf = ({ points, counted }: PackedSheet): Sheet => ({
  points: Object.fromEntries(points.map(pointOf)),
  counted: counted.map(([first, last]) => ({ first, last })),
});

function pointOf([point, attempts, delivered, held, exhausted, failed, latency]: PackedPoint): [number, Totals] {
  const groups = pairsOf(failed).map(([group, count]) => [FAILURE_GROUPS[group] ?? "http-other", count]);
  const totals = { attempts, delivered, held, exhausted, failed: Object.fromEntries(groups) };
  return [point, { ...totals, latency: Object.fromEntries(pairsOf(latency)) }];
}

const pairsOf = (numbers: readonly number[]): [number, number][] =>
  numbers.flatMap((number, index) => (index % 2 === 0 ? [[number, numbers[index + 1] ?? 0]] : []));
