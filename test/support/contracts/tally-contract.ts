import { describe, expect, it } from "vitest";
import {
  type Entry,
  RESOLUTIONS,
  type Resolution,
  recordBatchOf,
  startOf,
  type TallyScope,
} from "../../../lib/core/tally/sheets.ts";
import type { SheetPart } from "../../../lib/core/tally/tally-store.ts";
import { NOTHING, plus, type Totals } from "../../../lib/core/tally/totals.ts";
import { DAY_MS, refTo, subscriptionIdsOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const ONE: Totals = { ...NOTHING, attempts: 1, delivered: 1, latency: { 20: 1 } };
const FAILED: Totals = {
  ...NOTHING,
  attempts: 1,
  failed: { "http-5xx": 1, dns: 2 },
  latency: { 3: 1 },
  held: 4,
  exhausted: 5,
};

const newScope = (): TallyScope => ({ subscriptionId: subscriptionIdsOf(1)[0] ?? "" });

let records = 0;
/** Ids of records that no other test has. */
const recordsOf = (count: number): string[] => Array.from({ length: count }, () => `r${process.pid}-${records++}`);

const partAt = (scope: TallyScope, resolution: Resolution, ms: number, entries: Omit<Entry, "point">[]): SheetPart => {
  const { pointMs, sheetMs: length } = RESOLUTIONS[resolution];
  const sheetMs = startOf(ms, length);
  const point = Math.floor((ms - sheetMs) / pointMs);
  return { scope, resolution, sheetMs, entries: entries.map((entry) => ({ ...entry, point })) };
};

/** The contracts of `TallyStore` and `TallyReader`. */
export function tallyContract(open: OpenTable): void {
  describe("tallies", () => {
    it.each(["minute", "hour"] as const)("reads what was counted, by the %s", async (resolution) => {
      const { tallies } = open();
      const scope = newScope();
      const { pointMs } = RESOLUTIONS[resolution];
      for (const [ms, totals] of [
        [T0 - pointMs, ONE],
        [T0, FAILED],
      ] as const) {
        await tallies.count(recordBatchOf(recordsOf(1)), [partAt(scope, resolution, ms, [{ place: 0, totals }])]);
      }
      const read = (since: number, until: number) => tallies.readPoints(scope, resolution, since, until);
      expect(await read(T0 - pointMs, T0 + pointMs)).toEqual(
        new Map([
          [T0 - pointMs, ONE],
          [T0, FAILED],
        ]),
      );
      expect(await read(T0, T0 + pointMs)).toEqual(new Map([[T0, FAILED]]));
      expect(await read(T0 - pointMs, T0)).toEqual(new Map([[T0 - pointMs, ONE]]));
      expect(await read(T0, T0)).toEqual(new Map());
    });

    it("adds up batches, and keeps scopes apart", async () => {
      const { tallies } = open();
      const of = refTo(tenantOf().id);
      const [scope, other, next] = [of, newScope(), { ...of, incarnation: "HGFEDCBA" }];
      for (const totals of [ONE, FAILED]) {
        await tallies.count(recordBatchOf(recordsOf(1)), [partAt(scope, "hour", T0, [{ place: 0, totals }])]);
      }
      await tallies.count(recordBatchOf(recordsOf(1)), [partAt(other, "hour", T0, [{ place: 0, totals: ONE }])]);
      const read = (one: TallyScope) => tallies.readPoints(one, "hour", T0, T0 + HOUR_MS);
      expect(await read(scope)).toEqual(new Map([[T0, plus(ONE, FAILED)]]));
      expect(await read(other)).toEqual(new Map([[T0, ONE]]));
      expect(await read(next)).toEqual(new Map());
    });

    it("counts a batch once, also if it is passed again with more or fewer records", async () => {
      const { tallies } = open();
      const [whole, some] = [newScope(), newScope()];
      const ids = recordsOf(4);
      const count = (records: string[], scopes: TallyScope[]) =>
        tallies.count(
          recordBatchOf(records),
          scopes.map((scope) =>
            partAt(
              scope,
              "hour",
              T0,
              records.map((_, place) => ({ place, totals: ONE })),
            ),
          ),
        );
      await count(ids.slice(0, 3), [whole]);
      await count(ids.slice(0, 3), [whole, some]);
      await count(ids.slice(0, 2), [whole, some]);
      await count(ids, [whole, some]);
      await count(ids.slice(2), [whole, some]);
      for (const scope of [whole, some]) {
        const points = await tallies.readPoints(scope, "hour", T0, T0 + HOUR_MS);
        expect(points.get(T0)?.delivered).toBe(4);
      }
    });

    it("counts all batches that are written at once", async () => {
      const { tallies } = open();
      const scope = refTo(tenantOf().id);
      const batches = Array.from({ length: 6 }, () => recordBatchOf(recordsOf(1)));
      const part = partAt(scope, "hour", T0, [{ place: 0, totals: ONE }]);
      await Promise.all(batches.map((batch) => tallies.count(batch, [part])));
      expect((await tallies.readPoints(scope, "hour", T0, T0 + HOUR_MS)).get(T0)?.delivered).toBe(6);
    });

    it("keeps minutes for three hours and hours for thirty days", async () => {
      const { tallies, setNow } = open();
      const scope = newScope();
      const parts = (["minute", "hour"] as const).map((one) => partAt(scope, one, T0, [{ place: 0, totals: ONE }]));
      await tallies.count(recordBatchOf(recordsOf(1)), parts);
      const sizes = async () =>
        Promise.all(
          (["minute", "hour"] as const).map(
            async (one) => (await tallies.readPoints(scope, one, T0, T0 + RESOLUTIONS[one].pointMs)).size,
          ),
        );
      setNow(T0 + 4 * HOUR_MS - 1);
      expect(await sizes()).toEqual([1, 1]);
      setNow(T0 + 4 * HOUR_MS + 1_000);
      expect(await sizes()).toEqual([0, 1]);
      setNow(T0 + 31 * DAY_MS);
      expect(await sizes()).toEqual([0, 0]);
    });

    it("reads the last 24 hours of many subscriptions", async () => {
      const { tallies, setNow } = open();
      const ids = subscriptionIdsOf(120);
      const [first = "", second = ""] = ids;
      for (const [subscriptionId, ms] of [
        [first, T0],
        [first, T0 - 24 * HOUR_MS],
        [first, T0 - 25 * HOUR_MS],
        [second, T0 - 25 * HOUR_MS],
      ] as const) {
        const part = partAt({ subscriptionId }, "hour", ms, [{ place: 0, totals: ONE }]);
        await tallies.count(recordBatchOf(recordsOf(1)), [part]);
      }
      setNow(T0 + HOUR_MS - 1);
      expect(await tallies.readDay(ids)).toEqual(new Map([[first, plus(ONE, ONE)]]));
      expect(await tallies.readDay([])).toEqual(new Map());
    });
  });
}
