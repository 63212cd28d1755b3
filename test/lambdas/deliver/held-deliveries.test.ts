import { describe, expect, it } from "vitest";
import type { Standing } from "../../../lib/core/health/health.ts";
import type { HeldFor } from "../../../lib/core/model/delivery.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { breakerOf } from "../../support/health.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

const OPEN: Standing = { breaker: breakerOf(Date.now()) };
const PAUSED: Standing = { paused: { since: new Date().toISOString() } };

describe("a message to an endpoint that gets nothing now", () => {
  it.each<[HeldFor, Standing]>([
    ["breaker", OPEN],
    ["paused", PAUSED],
  ])("is acknowledged, and its delivery is held: %s", async (heldFor, standing) => {
    const { enqueue, enqueuePatient, poll, pollRetries, posts, row, know, deliveries, retries, published, world } =
      await delivering();
    know(standing);
    const calls = observedCalls(world, "count", "getHealth", "replaceStanding", "reserve", "sendWakes");
    const ids = [enqueue("evt_1"), enqueuePatient("evt_2")];
    await poll();
    await pollRetries();
    for (const id of ids) expect(row(id)).toMatchObject({ state: "held", heldFor, holds: 1, attempts: 0 });
    expect([posts.length, deliveries.size(), retries.size(), calls]).toEqual([0, 0, 0, []]);
    expect(published).toEqual([{ Held: 1 }, { Held: 1 }]);
  });

  it("wakes an endpoint that lacks a probe, once for each batch", async () => {
    const { enqueue, poll, know, world } = await delivering();
    know({ breaker: breakerOf(Date.now(), { lacksProbe: true }) });
    const calls = observedCalls(world, "sendWakes");
    enqueue("evt_1");
    enqueue("evt_2");
    await poll();
    expect(calls).toEqual(["sendWakes"]);
  });

  it("keeps the attempts that its delivery had", async () => {
    const { enqueue, poll, pollRetries, posts, row, know, pass, retries } = await delivering([{ status: 500 }]);
    const id = enqueue();
    await poll();
    know(OPEN);
    pass(30);
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "held", attempts: 1, attemptsBeforeRun: 0, failure: "http-500" });
    expect([row(id)?.nextAttemptAt, posts.length, retries.size()]).toEqual([undefined, 1, 0]);
  });

  it.each(["before", "after"] as const)("comes back if its row can't be written: %s", async (when) => {
    const { enqueue, poll, posts, row, know, pass, deliveries, world } = await delivering();
    know(OPEN);
    const id = enqueue();
    world.faults.failNext("record", { when });
    await poll();
    expect(deliveries.size()).toBe(1);
    pass(5);
    await poll();
    expect(row(id)).toMatchObject({ state: "held", holds: 1 });
    expect([posts.length, deliveries.size()]).toEqual([0, 0]);
  });
});

describe("a message from before its delivery was held", () => {
  it("is stale, also when the endpoint works again", async () => {
    const { enqueue, poll, posts, row, know, deliveries } = await delivering();
    know(OPEN);
    const id = enqueue();
    const messageId = deliveries.receive(1)[0]?.messageId ?? "";
    deliveries.redeliver(messageId);
    await poll();
    know({});
    deliveries.redeliver(messageId);
    await poll();
    expect([posts.length, deliveries.size(), row(id)?.state]).toEqual([0, 0, "held"]);
  });

  it("doesn't hold it again after it was released", async () => {
    const { enqueue, poll, row, know, world, deliveries, subscription } = await delivering();
    know(OPEN);
    const id = enqueue();
    // Another message of the delivery was held, and its release was queued, since this one was read.
    world.faults.decide = (operation) => {
      const released = deliveryInState("pending", { id, subscriptionId: subscription.id, holds: 1 });
      if (operation === "record") world.deliveries.put(id, released);
      return undefined;
    };
    await poll();
    expect([row(id)?.state, row(id)?.holds, deliveries.size()]).toEqual(["pending", 1, 0]);
  });
});

describe("a message of a release", () => {
  it("is POSTed once the endpoint gets deliveries again", async () => {
    const { enqueue, enqueuePatient, poll, pollRetries, row, know } = await delivering([OK]);
    know(OPEN);
    const id = enqueue();
    await poll();
    know({});
    enqueuePatient("evt_1", { holds: 1 });
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 1 });
    expect(row(id)?.heldFor).toBeUndefined();
  });

  it("is held once more if the breaker has opened again", async () => {
    const { enqueue, enqueuePatient, poll, pollRetries, pass, row, know, posts, retries } = await delivering();
    know(OPEN);
    const id = enqueue();
    await poll();
    pass(1);
    enqueuePatient("evt_1", { holds: 1 });
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "held", holds: 2 });
    expect([posts.length, retries.size()]).toEqual([0, 0]);
  });
});
