import { describe, expect, it } from "vitest";
import { isOverdue, mayBeDisabled } from "../../../lib/core/health/disabling.ts";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import { iso, T0 } from "../../support/contracts/sample-records.ts";
import { healthOf } from "../../support/health.ts";
import { openSince, waking } from "../../support/memory/memory-waking.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("an endpoint is overdue", () => {
  it.each([
    ["after five days", { failures: 20, lastMs: 12 * HOUR_MS, nowMs: 5 * DAY_MS }, true],
    ["not a moment earlier", { failures: 20, lastMs: 12 * HOUR_MS, nowMs: 5 * DAY_MS - 1 }, false],
    ["not with 19 failures", { failures: 19, lastMs: 12 * HOUR_MS, nowMs: 5 * DAY_MS }, false],
    [
      "not if all failures came within half a day",
      { failures: 99, lastMs: 12 * HOUR_MS - 1, nowMs: 5 * DAY_MS },
      false,
    ],
  ])("%s", (_name, { failures, lastMs, nowMs }, expected) => {
    const times = { failingSince: iso(T0), lastFailureAt: iso(T0 + lastMs) };
    expect(isOverdue({ ...NO_EVIDENCE, failuresInARow: failures, ...times }, 5, T0 + nowMs)).toBe(expected);
  });

  it("not after a success", () => {
    expect(isOverdue({ ...NO_EVIDENCE, failuresInARow: 20, lastFailureAt: iso(T0) }, 5, T0 + 9 * DAY_MS)).toBe(false);
  });
});

/** An endpoint that has failed at the first and the last of these hours, 20 times in all. */
async function failing(hours = 13, days = 4) {
  const world = await waking();
  const failed = (failures: number) =>
    world.counter.count(world.key, { successes: 0, failures, answers: 0, timeOuts: 0, failedDeliveries: [] });
  await failed(10);
  world.pass(hours * 3_600);
  await failed(10);
  world.pass((days * 24 - hours) * 3_600);
  world.held(2);
  await world.stand({ ...world.health(), ...openSince(world.now()) });
  /** The alerts about the switch-off: that of the outage comes in between. */
  const told = () =>
    world.alerts().flatMap(({ type, facts }) => (type.includes("disable") ? [[type.split(".")[1], facts]] : []));
  return { ...world, failed, told };
}

describe("a subscription whose endpoint fails", () => {
  it("is announced after four days, once, and switched off after five", async () => {
    const { wake, told, subscription, pass, rows } = await failing();
    await wake();
    await wake();
    const facts = { failingSince: iso(T0), failures: 20 };
    expect(told()).toEqual([["disable-scheduled", { ...facts, disableAt: iso(T0 + 5 * DAY_MS) }]]);
    pass(24 * 3_600 - 1);
    await wake();
    expect(subscription()?.active).toBe(true);
    pass(1);
    await wake();
    expect(told()[1]).toEqual(["disabled", { reason: "failing", ...facts }]);
    expect(subscription()).toMatchObject({ active: false, disabledReason: "failing" });
    expect(rows().map(({ state }) => state)).toEqual(["skipped", "skipped"]);
  });

  it("has a day after the announcement, however late that is", async () => {
    const { wake, told, subscription, pass, now } = await failing(13, 30);
    await wake();
    expect(told()).toMatchObject([["disable-scheduled", { disableAt: iso(now() + DAY_MS) }]]);
    pass(23 * 3_600);
    await wake();
    expect(subscription()?.active).toBe(true);
  });

  it("stays on if it recovers after the announcement, and is announced again when it fails again", async () => {
    const { wake, told, subscription, pass, counter, key, failed, now } = await failing();
    await wake();
    await counter.count(key, { successes: 1, failures: 0, answers: 1, timeOuts: 0, failedDeliveries: [] });
    pass(24 * 3_600);
    await failed(10);
    pass(13 * 3_600);
    await failed(10);
    await wake();
    expect([told().length, subscription()?.active]).toEqual([1, true]);
    pass(4 * 24 * 3_600);
    await wake();
    expect(told()[1]).toMatchObject(["disable-scheduled", { disableAt: iso(now() + DAY_MS) }]);
  });

  it.each([true, false])("has another day once it is on again (with a breaker: %s)", async (hasBreaker) => {
    const { wake, told, subscription, pass, put, stand, health, now } = await failing();
    if (!hasBreaker) await stand({ ...health(), breaker: undefined });
    await wake();
    pass(24 * 3_600);
    await wake();
    expect(subscription()?.active).toBe(false);
    put({ active: true });
    pass(3_600);
    await wake();
    expect(subscription()?.active).toBe(true);
    expect(told().at(-1)).toMatchObject(["disable-scheduled", { disableAt: iso(now() + DAY_MS) }]);
  });

  it("stays on with autoDisableDays 0, and while it is paused", async () => {
    const { wake, told, subscription, stand, health, now } = await failing(13, 30);
    await wake({ autoDisableDays: 0 });
    await stand({ ...health(), paused: { since: iso(now()) } });
    await wake();
    expect([told(), subscription()?.active]).toEqual([[], true]);
  });

  it("is announced also if its failures are too seldom for a breaker", async () => {
    const { wake, told, stand } = await failing();
    await stand({});
    await wake();
    expect(told()).toHaveLength(1);
  });

  it.each(["before", "after"] as const)("is announced once if a crash comes %s the announcement", async (when) => {
    const { wake, told, world } = await failing();
    world.faults.failNext("replaceStanding", { when, error: new Error("crash") });
    await expect(wake()).rejects.toThrow("crash");
    await wake();
    await wake();
    expect(told().map(([name]) => name)).toEqual(["disable-scheduled"]);
  });

  it.each(["before", "after"] as const)("is switched off once if a crash comes %s the switch", async (when) => {
    const { wake, pass, subscription, world, told } = await failing();
    await wake();
    pass(24 * 3_600);
    world.faults.failNext("disableFailing", { when, error: new Error("crash") });
    await expect(wake()).rejects.toThrow("crash");
    await wake();
    await wake();
    expect(subscription()?.disabledReason).toBe("failing");
    expect(told().map(([name]) => name)).toEqual(["disable-scheduled", "disabled"]);
  });
});

describe("an endpoint without a breaker", () => {
  const evidence = { ...NO_EVIDENCE, failuresInARow: 20, failingSince: iso(T0), lastFailureAt: iso(T0 + 12 * HOUR_MS) };
  const at = T0 + 13 * HOUR_MS;
  const disabling = { failingSince: iso(T0), disableAt: iso(T0 + 5 * DAY_MS) };

  it.each([
    ["is looked at after half a day", {}, at, true],
    ["isn't looked at earlier", { evidence: { ...evidence, lastFailureAt: iso(T0 + HOUR_MS) } }, at, false],
    ["isn't looked at while it is paused", { paused: { since: iso(T0) } }, at, false],
    ["is left alone once it is announced", { disabling }, at, false],
    ["is looked at when its time has come", { disabling }, T0 + 5 * DAY_MS, true],
    [
      "is looked at if an earlier failure was announced",
      { disabling: { ...disabling, failingSince: iso(0) } },
      at,
      true,
    ],
    ["is left alone with a breaker, which wakes it", openSince(T0), at, false],
  ])("%s", (_name, fields, nowMs, expected) => {
    expect(mayBeDisabled(healthOf({ evidence, ...fields }), nowMs)).toBe(expected);
  });
});
