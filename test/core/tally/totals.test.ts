import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { FailureClass } from "../../../lib/core/model/failure-class.ts";
import { failureGroupOf } from "../../../lib/core/tally/failure-group.ts";
import { bucketOf } from "../../../lib/core/tally/histogram.ts";
import { NOTHING, plus, successRateOf, type Totals, totalsOfChange } from "../../../lib/core/tally/totals.ts";
import { deliveryAt, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";

const delivery = (fields: Partial<Delivery>): Delivery => deliveryAt(subscriptionAt("acme", T0), T0, fields);
const counts = fc.dictionary(fc.constantFrom("1", "2", "3"), fc.nat(9));
const tallies: fc.Arbitrary<Totals> = fc.record({
  attempts: fc.nat(99),
  failed: fc.dictionary(fc.constantFrom("dns", "tls"), fc.nat(9)),
  latency: counts,
  delivered: fc.nat(99),
  held: fc.nat(99),
  exhausted: fc.nat(99),
});

describe("plus", () => {
  it("takes tallies in any order and grouping, and nothing adds nothing", () => {
    fc.assert(
      fc.property(tallies, tallies, tallies, (a, b, c) => {
        expect(plus(a, b)).toEqual(plus(b, a));
        expect(plus(plus(a, b), c)).toEqual(plus(a, plus(b, c)));
        expect(plus(a, NOTHING)).toEqual(a);
      }),
    );
  });
});

describe("failureGroupOf", () => {
  it.each<[FailureClass, string]>([
    ["dns", "dns"],
    ["timeout-headers", "timeout"],
    ["timeout-dns", "timeout"],
    ["too-slow", "too-slow"],
    ["blocked-address", "blocked-address"],
    ["http-302", "http-3xx"],
    ["http-404", "http-4xx"],
    ["http-599", "http-5xx"],
    ["http-999", "http-other"],
    ["http-101", "http-other"],
  ])("counts %s as %s", (failure, group) => {
    expect(failureGroupOf(failure)).toBe(group);
  });
});

describe("totalsOfChange", () => {
  it("counts a first attempt that succeeded", () => {
    const after = delivery({ state: "delivered", attempts: 1, latencyMs: 80 });
    expect(totalsOfChange(undefined, after)).toEqual({
      ...NOTHING,
      attempts: 1,
      latency: { [bucketOf(80)]: 1 },
      delivered: 1,
    });
  });

  it("counts a later attempt that failed, and the end of the delivery", () => {
    const before = delivery({ state: "retrying", attempts: 3, failure: "dns" });
    const after: Delivery = { ...before, state: "exhausted", attempts: 4, failure: "http-503", latencyMs: 5 };
    expect(totalsOfChange(before, after)).toEqual({
      ...NOTHING,
      attempts: 1,
      failed: { "http-5xx": 1 },
      latency: { [bucketOf(5)]: 1 },
      exhausted: 1,
    });
  });

  it("counts a delivery that is held, once", () => {
    const waiting = delivery({ state: "held", attempts: 0, heldFor: "breaker" });
    expect(totalsOfChange(undefined, waiting)).toEqual({ ...NOTHING, held: 1 });
    expect(totalsOfChange(waiting, { ...waiting, holds: 2 })).toBeUndefined();
  });

  it("counts a fetched delivery without an attempt", () => {
    const before = delivery({ state: "pending", attempts: 0 });
    expect(totalsOfChange(before, { ...before, state: "delivered" })).toEqual({ ...NOTHING, delivered: 1 });
  });

  it.each<[string, Partial<Delivery>, Partial<Delivery>]>([
    ["a new run", { state: "exhausted", attempts: 4 }, { state: "pending", attempts: 4 }],
    ["an erasure", { state: "delivered" }, { state: "delivered", contentErasedAt: "2026-03-01T12:00:00.000Z" }],
    ["a cancellation", { state: "retrying" }, { state: "cancelled" }],
    ["a test send", { state: "pending", attempts: 0, test: true }, { state: "delivered", attempts: 1, test: true }],
  ])("counts nothing for %s", (_, before, after) => {
    const row = delivery(before);
    expect(totalsOfChange(row, { ...row, ...after })).toBeUndefined();
  });
});

describe("successRateOf", () => {
  it("is the share of attempts that succeeded", () => {
    expect(successRateOf(NOTHING)).toBeNull();
    expect(successRateOf({ ...NOTHING, attempts: 8, failed: { dns: 1, "http-5xx": 1 } })).toBe(0.75);
  });
});
