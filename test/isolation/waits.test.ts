import { describe, expect, test } from "vitest";
import { latenessOf, secondArrivals } from "./support/lateness.ts";
import { ratiosOf } from "./support/ratios.ts";
import { separate } from "./support/separate.ts";
import { firstArrivals, waitsOf } from "./support/waits.ts";

const sent = ["a", "b", "c"].map((id, n) => ({ id, sentAtMs: 100 * n, acceptedAtMs: 100 * n + 5 }));
const arrivals = [
  { path: "/healthy/x", eventId: "a", atMs: 10 },
  { path: "/healthy/x", eventId: "b", atMs: 130 },
  { path: "/healthy/x", eventId: "a", atMs: 300 },
  { path: "/healthy/x", eventId: "a", atMs: 700 },
];

describe("waits", () => {
  test("end with the first arrival, or when nobody looks any more", () => {
    expect(firstArrivals(arrivals)).toEqual(new Map(Object.entries({ a: 10, b: 130 })));
    expect(waitsOf(sent, arrivals, 1_000)).toEqual({ ms: [10, 30, 800], missing: 1 });
  });

  test("are compared as multiples of those alone", () => {
    const beside = waitsOf(sent, arrivals, 1_000);
    const results = ratiosOf("Events", { ms: [15, 15, 16], missing: 0 }, beside, 1.5);
    expect(results).toEqual([
      {
        what: "Events, p50",
        value: 2,
        unit: "× alone",
        bar: { atMost: 1.5 },
        note: "alone 15.0 ms, beside 30.0 ms, from the request to the arrival; 1 of 3 events had not arrived at the end",
      },
      expect.objectContaining({ what: "Events, p99", value: 50 }),
    ]);
  });
});

test("a retry is late from its due time to the second arrival", () => {
  expect(secondArrivals(arrivals)).toEqual(new Map([["a", 300]]));
  const dueMs = new Map(Object.entries({ a: 250, b: 900 }));
  expect(latenessOf(sent, dueMs, arrivals, 1_000)).toEqual([50, 100, 800]);
});

test("arrivals shortly after one another belong together", () => {
  expect(separate([], 10)).toBe(0);
  expect(separate([100, 0, 5, 14, 111, 300], 10)).toBe(4);
});
