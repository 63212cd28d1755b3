import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunks, inBatches } from "../../../lib/aws/kit/batching.ts";

const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });
const limit = fc.record({ count: fc.integer({ min: 1, max: 12 }), bytes: fc.integer({ min: 1, max: 1000 }) });
const sum = (batch: number[]): number => batch.reduce((a, b) => a + b, 0);

describe("inBatches", () => {
  it("keeps every item, in order, and leaves no batch empty", () => {
    fc.assert(
      fc.property(sizes, limit, (items, max) => {
        const batches = inBatches(items, max, (size) => size);
        expect(batches.flat()).toEqual(items);
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });

  it("exceeds no limit, except with a single item that does", () => {
    fc.assert(
      fc.property(sizes, limit, (items, max) => {
        for (const batch of inBatches(items, max, (size) => size)) {
          expect(batch.length).toBeLessThanOrEqual(max.count);
          expect(batch.length === 1 || sum(batch) <= max.bytes).toBe(true);
        }
      }),
    );
  });

  it("starts a batch only when the next item doesn't fit", () => {
    fc.assert(
      fc.property(sizes, limit, (items, max) => {
        const batches = inBatches(items, max, (size) => size);
        for (const [index, batch] of batches.slice(1).entries()) {
          const before = batches[index] ?? [];
          const fits = before.length < max.count && sum(before) + (batch[0] ?? 0) <= max.bytes;
          expect(fits).toBe(false);
        }
      }),
    );
  });
});

describe("chunks", () => {
  it("cuts by count only", () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunks([], 2)).toEqual([]);
  });
});
