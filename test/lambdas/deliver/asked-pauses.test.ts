import { describe, expect, it } from "vitest";
import { heldUntried, type RunEvent } from "../../../lib/core/delivery/lifecycle.ts";
import { eventUlidOf, parseDeliveryId } from "../../../lib/core/ids.ts";
import { MAX_ATTEMPTS } from "../../../lib/core/limits.ts";
import { breakerOf } from "../../support/health.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

const TOO_MANY = { status: 429 };

describe("an endpoint whose receiver asks for a pause", () => {
  it.each([
    [{ status: 429, retryAfter: "120" }, 120],
    [{ status: 503, retryAfter: "120" }, 120],
    [TOO_MANY, 60],
  ])("after %o is paused for %i s, and the delivery is held without using up a retry", async (answer, seconds) => {
    const { enqueue, poll, row, attempts, health, world, deliveries, retries, announced } = await pausing(answer);
    const id = enqueue();
    await poll();
    expect(row(id)).toMatchObject({ state: "held", heldFor: "paused", holds: 1, attempts: 1, attemptsBeforeRun: 1 });
    expect(attempts()).toMatchObject([{ number: 1, status: answer.status, trigger: "scheduled" }]);
    const untilMs = health()?.paused?.untilMs ?? 0;
    expect(Math.floor((untilMs - world.now()) / 1000)).toBe(seconds);
    expect([deliveries.size(), retries.size(), announced()]).toEqual([0, 0, []]);
  });

  /** A subscription without retries. */
  async function pausing(answer: object) {
    const world = await delivering([answer, OK], { maxRetries: 0 });
    return { ...world, announced: () => world.world.announced };
  }

  it("gets nothing until then, and then again", async () => {
    const { enqueue, poll, posts, row, pass } = await pausing(TOO_MANY);
    enqueue("evt_1");
    await poll();
    const second = enqueue("evt_2");
    await poll();
    expect([posts.length, row(second)?.state, row(second)?.heldFor]).toEqual([1, "held", "paused"]);
    pass(62);
    const third = enqueue("evt_3");
    await poll();
    expect([posts.length, row(third)?.state]).toEqual([2, "delivered"]);
  });

  it("never uses up the delivery's retries", async () => {
    const { enqueue, enqueuePatient, poll, pollRetries, row, pass, posts } = await delivering([TOO_MANY], {
      maxRetries: 1,
    });
    const id = enqueue();
    await poll();
    for (let holds = 1; holds < 6; holds++) {
      pass(62);
      enqueuePatient("evt_1", { holds });
      await pollRetries();
    }
    expect(posts).toHaveLength(6);
    expect(row(id)).toMatchObject({ state: "held", holds: 6, attempts: 6, attemptsBeforeRun: 6 });
  });

  it.each([
    ["a delivery", {}],
    ["a probe", { probe: 0 }],
  ])("doesn't get %s for ever", async (_name, change) => {
    const { enqueuePatient, pollRetries, row, know, world, announced } = await pausing(TOO_MANY);
    if ("probe" in change) know({ breaker: breakerOf(world.now(), { probingUntilMs: world.now() + 60_000 }) });
    const id = enqueuePatient("evt_1", { holds: 1, ...change });
    const event = { id: "evt_1", tenantId: "acme", type: "a", receivedAt: "2026-01-01T00:00:00.000Z" };
    const before = { ...heldUntried({ ...event, ulid: eventUlidOf({ id }) } as RunEvent, "", "paused"), id };
    const { subscriptionId } = parseDeliveryId(id) ?? {};
    world.deliveries.put(id, {
      ...before,
      subscriptionId: subscriptionId ?? "",
      attempts: MAX_ATTEMPTS - 1,
      attemptsBeforeRun: MAX_ATTEMPTS - 1,
    });
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "exhausted", attempts: MAX_ATTEMPTS, failure: "http-429" });
    expect(announced()).toHaveLength(1);
  });

  it("is no evidence against the endpoint if it was a 429", async () => {
    const { enqueue, poll, health } = await delivering([TOO_MANY]);
    for (let event = 0; event < 10; event++) enqueue(`evt_${event}`);
    await poll();
    expect(health()).toMatchObject({ evidence: { attempts: 0, failures: 0 } });
    expect(health()?.breaker).toBeUndefined();
  });

  it.each([
    ["899", 1],
    ["900", 0],
  ])("of %s s is woken at its end by %i messages: SQS can't delay one for longer", async (retryAfter, count) => {
    const { enqueue, poll, wakes } = await delivering([{ status: 429, retryAfter }]);
    for (let event = 0; event < 3; event++) enqueue(`evt_${event}`);
    await poll();
    expect(wakes.queue).toHaveLength(count);
  });

  it("counts as failing with a 503", async () => {
    const { enqueue, poll, health } = await delivering([{ status: 503, retryAfter: "1" }]);
    enqueue();
    await poll();
    expect(health()).toMatchObject({ paused: {}, evidence: { failures: 1 } });
  });

  it("isn't paused by a 503 that names no time: the delivery is retried", async () => {
    const { enqueue, poll, row, health } = await delivering([{ status: 503 }]);
    const id = enqueue();
    await poll();
    expect([row(id)?.state, health()?.paused]).toEqual(["retrying", undefined]);
  });

  it("is paused once for a batch", async () => {
    const { enqueue, poll, world } = await delivering([TOO_MANY]);
    const calls = observedCalls(world, "replaceStanding");
    for (let event = 0; event < 10; event++) enqueue(`evt_${event}`);
    await poll();
    expect(calls).toHaveLength(1);
  });

  it("stays paused by hand", async () => {
    const { enqueue, poll, know, health, world } = await delivering([TOO_MANY]);
    world.faults.decide = (operation) => {
      if (operation === "revealSecret") know({ paused: { since: "2026-01-01T00:00:00.000Z" } });
      return undefined;
    };
    enqueue();
    await poll();
    expect(health()?.paused).toEqual({ since: "2026-01-01T00:00:00.000Z" });
  });

  it.each([
    ["getHealth", "before", 2],
    ["replaceStanding", "before", 2],
    ["replaceStanding", "after", 1],
    ["record", "before", 1],
  ] as const)("loses no delivery if %s fails %s it took effect", async (operation, when, expected) => {
    const { enqueue, poll, pass, posts, row, health, world, deliveries } = await delivering([TOO_MANY]);
    const id = enqueue();
    world.faults.failNext(operation, { when });
    await poll();
    expect([row(id), deliveries.size()]).toEqual([undefined, 1]);
    pass(5);
    await poll();
    expect(row(id)).toMatchObject({ state: "held", heldFor: "paused" });
    expect([posts.length, deliveries.size(), health()?.paused?.untilMs]).toEqual([expected, 0, expect.any(Number)]);
  });

  it("doesn't fail its probe with a 429, and does with a 503", async () => {
    for (const [status, failedProbes] of [
      [429, 0],
      [503, 1],
    ]) {
      const { enqueuePatient, pollRetries, know, health, row, world } = await delivering([
        { status, retryAfter: "90" },
      ]);
      know({ breaker: breakerOf(world.now(), { probingUntilMs: world.now() + 60_000 }) });
      const id = enqueuePatient("evt_1", { probe: 0, holds: 1 });
      await pollRetries();
      expect(health()).toMatchObject({ paused: { untilMs: expect.any(Number) }, breaker: { failedProbes } });
      expect(row(id)).toMatchObject({ state: "held", heldFor: "paused", holds: 1 });
    }
  });
});
