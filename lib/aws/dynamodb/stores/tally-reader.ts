import { RESOLUTIONS, type Resolution, startOf, type TallyScope } from "../../../core/tally/sheets.ts";
import type { TallyReader } from "../../../core/tally/tally-store.ts";
import { plus, type Totals } from "../../../core/tally/totals.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { subscriptionOfTallies } from "../keys/tally-keys.ts";
import { sheetIn, sheetKey, sheetMsOf } from "../tally-rows.ts";

const { pointMs: HOUR_MS, sheetMs: DAY_MS } = RESOLUTIONS.hour;

/** Reads tallies: a month of hours is 31 rows, and three hours of minutes are 4. */
export function dynamoTallyReader(table: TableAccess): TallyReader {
  const batchGet = batchGetter(table);
  return { readPoints, readDay };

  async function readPoints(scope: TallyScope, resolution: Resolution, sinceMs: number, untilMs: number) {
    if (untilMs <= sinceMs) return new Map<number, Totals>();
    const [first, last] = [sinceMs, untilMs - 1].map((ms) =>
      sheetKey(scope, resolution, startOf(ms, RESOLUTIONS[resolution].sheetMs)),
    );
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: { ":pk": first?.pk, ":first": first?.sk, ":last": last?.sk },
    });
    const points = rows.flatMap((row) => pointsIn(row, resolution));
    return new Map(points.filter(([atMs]) => atMs >= sinceMs && atMs < untilMs));
  }

  /** Today's row and yesterday's have the last 24 hours. */
  async function readDay(subscriptionIds: readonly string[]) {
    const nowMs = table.now();
    const sinceMs = startOf(nowMs, HOUR_MS) - DAY_MS;
    const days = [startOf(nowMs, DAY_MS), startOf(sinceMs, DAY_MS)];
    const rows = await batchGet(
      subscriptionIds.flatMap((subscriptionId) => days.map((ms) => sheetKey({ subscriptionId }, "hour", ms))),
    );
    const sums = new Map<string, Totals>();
    for (const row of rows) {
      const id = subscriptionOfTallies(row);
      for (const [atMs, totals] of pointsIn(row, "hour")) {
        const before = sums.get(id);
        if (atMs >= sinceMs) sums.set(id, before ? plus(before, totals) : totals);
      }
    }
    return sums;
  }
}

function pointsIn(row: TableRow, resolution: Resolution): [atMs: number, totals: Totals][] {
  const sheetMs = sheetMsOf(row, resolution);
  const { pointMs } = RESOLUTIONS[resolution];
  return Object.entries(sheetIn(row).points).map(([point, totals]) => [sheetMs + Number(point) * pointMs, totals]);
}
