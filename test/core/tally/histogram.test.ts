import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUCKETS, bucketOf, type Histogram, percentileOf } from "../../../lib/core/tally/histogram.ts";

function histogramOf(durations: readonly number[]): Histogram {
  const counts: Record<number, number> = {};
  for (const ms of durations) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
  return counts;
}

describe("bucketOf", () => {
  it.each([
    [0, 0],
    [0.4, 0],
    [1, 0],
    [1.2, 1],
    [1.21, 2],
    [300_000, BUCKETS - 1],
    [Number.MAX_VALUE, BUCKETS - 1],
  ])("puts %d ms into bucket %d", (ms, bucket) => {
    expect(bucketOf(ms)).toBe(bucket);
  });

  it("never puts a longer duration into an earlier bucket", () => {
    const duration = fc.double({ min: 0, max: 400_000, noNaN: true });
    fc.assert(fc.property(duration, duration, (a, b) => (a <= b === true ? bucketOf(a) <= bucketOf(b) : true)));
  });
});

describe("percentileOf", () => {
  it("is null if nothing was counted", () => {
    expect(percentileOf({}, 0.5)).toBeNull();
  });

  it("is at most 10 % off, and half a millisecond by rounding", () => {
    const durations = fc.array(fc.double({ min: 1, max: 300_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
        const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
        const found = percentileOf(histogramOf(all), share) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.1 * exact + 0.5);
      }),
    );
  });
});
