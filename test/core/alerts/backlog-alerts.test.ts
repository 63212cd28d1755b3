import { describe, expect, it } from "vitest";
import type { Standing } from "../../../lib/core/health/health.ts";
import { overRate } from "../../../lib/core/health/transitions.ts";
import { iso, T0 } from "../../support/contracts/sample-records.ts";
import { releasing, waking } from "../../support/memory/memory-waking.ts";

const LIMIT = { perSecond: 0.5 };
const atRate = (): Standing => ({ release: { sinceMs: T0, perSecond: 0.5, nextMs: T0, isOverRate: true } });

/** A backlog that began at `T0`. */
async function backlog(count: number, heldFor: "rate" | "breaker" = "rate", standing = atRate()) {
  const world = await waking({ rateLimit: LIMIT });
  const ids = world.held(count, {}, heldFor);
  await world.stand(standing);
  const wakeFor = async (minutes: number) => {
    for (let passed = 0; passed < minutes * 60; passed += 15) {
      await world.wake();
      world.pass(15);
    }
  };
  return { ...world, wakeFor, oldest: world.row(ids[0] ?? "")?.updatedAt };
}

describe("a backlog at a rate limit", () => {
  it("is worth an alert once its oldest delivery has waited for more than ten minutes, and none after that", async () => {
    const { wakeFor, alerts, rows, key } = await backlog(700);
    const heldAt = rows().map(({ updatedAt }) => updatedAt);
    await wakeFor(10);
    expect(alerts()).toEqual([]);
    await wakeFor(10);
    expect(alerts()).toMatchObject([{ ...key, type: "subscription.rate-limited", facts: LIMIT }]);
    const [alert] = alerts();
    if (alert?.type !== "subscription.rate-limited") throw new Error("it is the only one");
    expect(heldAt).toContain(alert.facts.oldestHeldAt);
    expect(Date.parse(alert.at) - Date.parse(alert.facts.oldestHeldAt)).toBeGreaterThan(600_000);
  });

  it("is worth another alert when it is another one", async () => {
    const { wakeFor, alerts, health, stand, held, now, pass } = await backlog(360);
    await wakeFor(40);
    expect([alerts().length, health()?.release?.isOverRate, health()?.release?.alertedAt]).toEqual([
      1,
      undefined,
      undefined,
    ]);
    held(20, {}, "rate");
    pass(601);
    await stand(overRate(health(), 0.5, now()) ?? {});
    pass(60);
    await wakeFor(2);
    expect(alerts()).toHaveLength(2);
  });

  it("is worth none if what waits was held by a breaker", async () => {
    const { wakeFor, alerts } = await backlog(700, "breaker", releasing(T0));
    await wakeFor(20);
    expect(alerts()).toEqual([]);
  });

  it("is worth none if its limit is gone", async () => {
    const { wakeFor, alerts, put, pass } = await backlog(700);
    put({ rateLimit: undefined });
    pass(700);
    await wakeFor(1);
    expect(alerts()).toEqual([]);
  });

  it("is worth one alert if a crash comes before or after it", async () => {
    for (const when of ["before", "after"] as const) {
      const { wake, wakeFor, alerts, pass, world } = await backlog(700);
      pass(700);
      world.faults.failNext("sendWakes", { when, error: new Error("crash") });
      await expect(wake()).rejects.toThrow("crash");
      pass(90);
      await wakeFor(2);
      expect(alerts()).toHaveLength(1);
    }
  });

  it("names when its oldest delivery was held", async () => {
    const { wake, alerts, pass, oldest } = await backlog(5);
    pass(601);
    await wake();
    expect(alerts()).toMatchObject([{ at: iso(T0 + 601_000), facts: { oldestHeldAt: oldest } }]);
  });
});
