import { expect, test } from "vitest";
import { slotsOf } from "../../../lib/core/rate/rate-limit.ts";

const reserved = { firstMs: 10_000, count: 4 };

test("slots are evenly spaced", () => {
  expect(slotsOf(reserved, { perSecond: 10 })).toEqual([10_000, 10_100, 10_200, 10_300]);
  expect(slotsOf(reserved, { perSecond: 0.1 })).toEqual([10_000, 20_000, 30_000, 40_000]);
});

test("slots of a burst are now or earlier", () => {
  expect(slotsOf(reserved, { perSecond: 10, burst: 3 })).toEqual([9_800, 9_900, 10_000, 10_100]);
});
