import { describe, expect, it } from "vitest";
import { earliest, statisticsOf } from "../../../lib/core/log/statistics.ts";
import { deliveryInState } from "../../support/delivery-states.ts";

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;

describe("the statistics of deliveries", () => {
  it("count states and failures, in the order of their names, without test sends", () => {
    const statistics = statisticsOf([
      deliveryInState("delivered", { latencyMs: 10 }),
      deliveryInState("retrying", { failure: "tls", latencyMs: 30 }),
      deliveryInState("retrying", { failure: "dns" }),
      deliveryInState("exhausted", { failure: "connect", latencyMs: 20 }),
      deliveryInState("exhausted", { failure: "dns" }),
      deliveryInState("skipped", { createdAt: day(3) }),
      deliveryInState("skipped", { createdAt: day(2) }),
      deliveryInState("delivered", { test: true, latencyMs: 1, createdAt: day(1) }),
    ]);
    expect(statistics).toEqual({
      delivered: 1,
      failed: { connect: 1, dns: 2, tls: 1 },
      exhausted: 2,
      skipped: 2,
      skippedSince: day(2),
      latencyMs: { p50: 20, p95: 30 },
    });
    expect(Object.keys(statistics.failed)).toEqual(["connect", "dns", "tls"]);
  });

  it("of none have no latency", () => {
    expect(statisticsOf([])).toEqual({
      delivered: 0,
      failed: {},
      exhausted: 0,
      skipped: 0,
      skippedSince: undefined,
      latencyMs: { p50: null, p95: null },
    });
  });

  it("have the percentiles of a hundred deliveries", () => {
    const hundred = Array.from({ length: 100 }, (_, n) => deliveryInState("delivered", { latencyMs: 100 - n }));
    expect(statisticsOf(hundred).latencyMs).toEqual({ p50: 50, p95: 95 });
  });
});

it("the earliest of some deliveries", () => {
  const made = (n: number) => deliveryInState("pending", { createdAt: day(n) });
  expect([earliest([]), earliest([made(2), made(1), made(3)])]).toEqual([undefined, day(1)]);
});
