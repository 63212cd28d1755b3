import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_SHEET, recordBatchOf, type Sheet, withEntries } from "../../../lib/core/tally/sheets.ts";
import { NOTHING, type Totals } from "../../../lib/core/tally/totals.ts";

const ONE: Totals = { ...NOTHING, attempts: 1 };
const OF = { subscriptionId: "sub_1" };

/** Passes some records to a sheet. Every third record concerns another sheet. */
function pass(sheet: Sheet, ids: readonly string[]): Sheet {
  const entries = ids.flatMap((id, place) => (Number(id.slice(1)) % 3 === 2 ? [] : [{ place, point: 0, totals: ONE }]));
  return entries.length > 0 ? (withEntries(sheet, recordBatchOf(ids), entries, OF) ?? sheet) : sheet;
}

const idsOf = (shard: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `${shard}${from + n}`);

describe("withEntries", () => {
  it("says that a batch changes nothing if it was counted before", () => {
    const batch = recordBatchOf(["a1", "a2"]);
    const entries = [{ place: 1, point: 5, totals: ONE }];
    const sheet = withEntries(EMPTY_SHEET, batch, entries, OF) ?? EMPTY_SHEET;
    expect(sheet.points).toEqual({ 5: ONE });
    expect(withEntries(sheet, batch, entries, OF)).toBeUndefined();
  });

  it("remembers a bounded number of batches", () => {
    let sheet = EMPTY_SHEET;
    for (let n = 0; n < 100; n++) sheet = pass(sheet, [`a${3 * n}`]);
    expect(sheet.counted).toHaveLength(8);
    expect(sheet.points[0]?.attempts).toBe(100);
  });

  /**
   * Lambda's poller passes the records of a shard from its checkpoint on, in batches of any length, and repeats a batch
   * until it succeeds. The repetition begins at the same record.
   */
  it("counts each record of two shards once, however often batches are repeated", () => {
    const tries = fc.array(fc.record({ length: fc.integer({ min: 1, max: 9 }), again: fc.nat(2) }), { maxLength: 20 });
    fc.assert(
      fc.property(tries, tries, (a, b) => {
        let sheet = EMPTY_SHEET;
        const at = { a: 0, b: 0 };
        const step = (shard: "a" | "b", { length, again }: { length: number; again: number }) => {
          for (let n = again; n >= 0; n--) sheet = pass(sheet, idsOf(shard, at[shard], at[shard] + length + again - n));
          at[shard] += length + again;
        };
        for (let n = 0; n < Math.max(a.length, b.length); n++) {
          const [ofA, ofB] = [a[n], b[n]];
          if (ofA) step("a", ofA);
          if (ofB) step("b", ofB);
        }
        const wanted = [...idsOf("a", 0, at.a), ...idsOf("b", 0, at.b)].filter((id) => Number(id.slice(1)) % 3 !== 2);
        expect(sheet.points[0]?.attempts ?? 0).toBe(wanted.length);
      }),
    );
  });
});
