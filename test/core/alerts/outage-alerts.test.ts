import { describe, expect, it } from "vitest";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import { dueMs } from "../../../lib/core/health/holding.ts";
import { probeWon } from "../../../lib/core/health/transitions.ts";
import { iso, T0 } from "../../support/contracts/sample-records.ts";
import { openSince, waking } from "../../support/memory/memory-waking.ts";

const TEN_MINUTES = 600;

/** An endpoint whose breaker opened at `T0`. */
async function failing() {
  const world = await waking();
  world.held(10);
  await world.stand(openSince(T0));
  return {
    ...world,
    told: () => world.alerts().map(({ type, at, facts }) => [type, at, facts]),
    win: (count: number) =>
      changeStanding(world.ports.standings, world.key, (health) => probeWon(health, world.key, count, world.now())),
  };
}

const FAILING = ["subscription.failing", { since: iso(T0), why: expect.any(String), failure: "timeout-headers" }];

describe("an endpoint that fails", () => {
  it("is worth an alert after ten minutes, and none after that", async () => {
    const { told, pass, wake } = await failing();
    pass(TEN_MINUTES - 1);
    await wake();
    expect(told()).toEqual([]);
    pass(1);
    for (let minute = 0; minute < 30; minute++) {
      await wake();
      pass(60);
    }
    expect(told()).toEqual([[FAILING[0], iso(T0 + TEN_MINUTES * 1000), FAILING[1]]]);
  });

  it("is due then, although the next probe is due later", async () => {
    const { stand, health, ports, pass, wake, told } = await failing();
    const { breaker } = openSince(T0);
    if (!breaker) throw new Error("there is one");
    const alertMs = T0 + TEN_MINUTES * 1000;
    await stand({ breaker: { ...breaker, probeDueMs: T0 + 1_800_000 } });
    expect(dueMs(health() ?? {})).toBe(alertMs);
    pass(TEN_MINUTES);
    expect(await ports.standings.listDue(alertMs, 9)).toHaveLength(1);
    await wake();
    expect([told().length, dueMs(health() ?? {})]).toEqual([1, T0 + 1_800_000]);
  });

  it.each(["before", "after"] as const)("is worth one alert if a crash comes %s it", async (when) => {
    const { told, pass, wake, world } = await failing();
    pass(TEN_MINUTES);
    world.faults.failNext("replaceStanding", { when, error: new Error("crash") });
    await expect(wake()).rejects.toThrow("crash");
    await wake();
    expect(told()).toHaveLength(1);
  });

  it("is worth one alert although several functions wake it at once", async () => {
    const { told, pass, wake } = await failing();
    pass(TEN_MINUTES);
    await Promise.all([wake(), wake(), wake()]);
    expect(told()).toHaveLength(1);
  });

  it.each([
    [
      "paused",
      async (world: Awaited<ReturnType<typeof failing>>) => {
        await world.stand({ ...world.health(), paused: { since: iso(T0) } });
      },
    ],
    ["switched off", async (world: Awaited<ReturnType<typeof failing>>) => world.put({ active: false })],
    ["deleted", async (world: Awaited<ReturnType<typeof failing>>) => void world.gone()],
  ])("is worth none once its subscription is %s", async (_name, change) => {
    const world = await failing();
    await change(world);
    world.pass(TEN_MINUTES);
    await world.wake();
    expect(world.told()).toEqual([]);
  });
});

describe("an endpoint that recovers", () => {
  it("is worth an alert if people were told of its failure", async () => {
    const { told, pass, wake, win } = await failing();
    pass(TEN_MINUTES);
    await wake();
    pass(60);
    await win(1);
    expect(told()).toHaveLength(1);
    await win(5);
    const recovered = ["subscription.recovered", iso(T0 + 660_000), { failingSince: iso(T0) }];
    expect(told().slice(1)).toEqual([recovered]);
    await win(1);
    await wake();
    expect(told()).toHaveLength(2);
  });

  it("is worth none if nobody was told", async () => {
    const { told, pass, wake, win } = await failing();
    pass(TEN_MINUTES - 1);
    await wake();
    await win(6);
    pass(60);
    await wake();
    expect(told()).toEqual([]);
  });

  it("is worth one if too few deliveries are held for its trial", async () => {
    const { told, pass, wake, win, world } = await failing();
    pass(TEN_MINUTES);
    await wake();
    for (const { id } of world.deliveries.values()) world.deliveries.delete(id);
    pass(1);
    await win(1);
    await wake();
    expect(told().map(([type]) => type)).toEqual(["subscription.failing", "subscription.recovered"]);
  });

  it("is worth an alert again in its next outage", async () => {
    const { told, pass, wake, win, stand, now } = await failing();
    pass(TEN_MINUTES);
    await wake();
    pass(1);
    await win(6);
    pass(1);
    await stand(openSince(now()));
    pass(TEN_MINUTES);
    await wake();
    pass(1);
    await win(6);
    expect(told().map(([type]) => type)).toEqual([
      "subscription.failing",
      "subscription.recovered",
      "subscription.failing",
      "subscription.recovered",
    ]);
  });

  it("is worth one alert if a crash comes before or after it", async () => {
    for (const when of ["before", "after"] as const) {
      const { told, pass, wake, win, world } = await failing();
      pass(TEN_MINUTES);
      await wake();
      pass(1);
      world.faults.failNext("replaceStanding", { when, error: new Error("crash") });
      await expect(win(6)).rejects.toThrow("crash");
      await win(6);
      expect(told().map(([type]) => type)).toEqual(["subscription.failing", "subscription.recovered"]);
    }
  });
});
