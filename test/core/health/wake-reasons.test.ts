import { describe, expect, it } from "vitest";
import { WAKE_REASONS } from "../../../lib/core/health/health-store.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { openSince, releasing, waking } from "../../support/memory/memory-waking.ts";

const FAILED = { successes: 0, failures: 20, answers: 20, timeOuts: 0, failedDeliveries: [] };

/** A subscription that was switched off, after failures that would switch it off again. */
async function disabled(fields: Pick<Subscription, "disabledReason"> = { disabledReason: "failing" }) {
  const world = await waking();
  world.pass(-6 * 86_400);
  await world.counter.count(world.key, FAILED);
  world.pass(6 * 86_400);
  await world.counter.count(world.key, FAILED);
  const updatedAt = new Date(world.now()).toISOString();
  world.put({ active: false, ...fields, updatedAt });
  return { ...world, updatedAt };
}

describe.each(WAKE_REASONS)("the reason %s", (reason) => {
  it("has a failing endpoint probed at once", async () => {
    const world = await waking();
    const [oldest = ""] = world.held(2);
    await world.stand(openSince(world.now() + 60_000));
    await world.wakeFor(reason);
    expect(world.sent).toMatchObject([{ task: { deliveryId: oldest, probe: 0 } }]);
  });

  it("sends no second probe while one is under way, however often its message comes", async () => {
    const world = await waking();
    world.held(2);
    await world.stand(openSince(world.now()));
    await world.wake();
    for (let times = 0; times < 3; times++) await world.wakeFor(reason);
    expect(world.sent).toHaveLength(1);
  });

  it("changes nothing for an endpoint without trouble, or of a subscription that is gone", async () => {
    const world = await waking();
    await world.wakeFor(reason);
    const before = world.subscription();
    world.gone();
    await world.wakeFor(reason);
    expect([world.health(), world.sent, before?.active]).toEqual([undefined, [], true]);
  });

  it("doesn't end a release or a pause", async () => {
    const world = await waking();
    const paused = { since: "2026-01-01T00:00:00.000Z" };
    await world.stand({ ...openSince(world.now()), paused });
    world.held(1);
    await world.wakeFor(reason);
    expect([world.health()?.paused, world.sent]).toEqual([paused, []]);
    await world.stand(releasing(world.now()));
    await world.wakeFor(reason);
    expect(world.health()?.release).toBeDefined();
  });
});

describe("a test that passed", () => {
  it("switches a subscription on again that was switched off because its endpoint failed, for good", async () => {
    const { wakeFor, wake, subscription, health, updatedAt } = await disabled();
    await wakeFor("passed-test");
    expect(subscription()).toMatchObject({ active: true });
    expect(subscription()?.disabledReason).toBeUndefined();
    expect(Date.parse(subscription()?.updatedAt ?? "")).toBeGreaterThan(Date.parse(updatedAt));
    expect(health()?.evidence.failingSince).toBeUndefined();
    await wake();
    expect(subscription()?.active).toBe(true);
  });

  it.each(["gone", undefined] as const)("leaves a subscription off whose reason is %s", async (disabledReason) => {
    const { wakeFor, subscription } = await disabled({ disabledReason });
    const before = subscription();
    await wakeFor("passed-test");
    expect(subscription()).toEqual(before);
  });

  it.each<PortCall>(["getSubscription", "count", "enableFailing"])("switches it on although %s fails", async (call) => {
    for (const when of ["before", "after"] as const) {
      const { wakeFor, world, subscription, health } = await disabled();
      world.faults.failNext(call, { when });
      await wakeFor("passed-test").catch(() => undefined);
      await wakeFor("passed-test");
      expect([subscription()?.active, health()?.evidence.failingSince]).toEqual([true, undefined]);
    }
  });
});

it("a subscription that is only changed stays off", async () => {
  const { wakeFor, subscription } = await disabled();
  await wakeFor("may-work");
  expect(subscription()).toMatchObject({ active: false, disabledReason: "failing" });
});
