import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_DELAY_SECONDS, sentOnWait } from "../../../lib/core/health/bulkhead.ts";

describe("the wait for a place", () => {
  it.each([
    [0, 8],
    [1, 15],
    [2, 30],
    [6, 480],
    [7, 675],
    [1000, 675],
  ])("after %i waits is %i seconds in the middle of its range", (sentOn, seconds) => {
    expect(sentOnWait(sentOn, 0.5)).toBe(seconds);
  });

  it("is an integer between half of its longest and all of it, never shortens, and SQS accepts it", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(100), random, (sentOn, drawn) => {
        const seconds = sentOnWait(sentOn, drawn);
        const longest = Math.min(10 * 2 ** sentOn, LONGEST_DELAY_SECONDS);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(longest / 2);
        expect(seconds).toBeLessThanOrEqual(longest);
        expect(seconds).toBeLessThanOrEqual(900);
        expect(sentOnWait(sentOn + 1, drawn)).toBeGreaterThanOrEqual(seconds);
      }),
    );
  });
});
