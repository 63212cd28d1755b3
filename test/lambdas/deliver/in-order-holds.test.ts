import { describe, expect, it } from "vitest";
import type { DeliveryRecorder } from "../../../lib/core/delivery/delivery-store.ts";
import { stillHeld } from "../../../lib/core/delivery/lifecycle.ts";
import type { Standing } from "../../../lib/core/health/health.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { breakerOf, healthOf } from "../../support/health.ts";
import { type AnswerTo, inOrder } from "../../support/memory/memory-in-order.ts";

const OK = { status: 200 };
const [A, B] = ["a".repeat(32), "b".repeat(32)];

/** An ordered subscription whose endpoint has a standing. */
async function standing(of: (nowMs: number) => Standing, answer?: AnswerTo, fields = {}) {
  const world = await inOrder(answer, fields);
  world.world.healthOwners.put(world.key.subscriptionId, "acme");
  world.world.health.put(world.key.subscriptionId, healthOf(of(world.now())));
  return world;
}

const opened = (probeInMs: number) => (nowMs: number) => ({
  breaker: breakerOf(nowMs - 60_000, { probeDueMs: nowMs + probeInMs }),
});

describe("an ordered lane whose breaker is open", () => {
  it("waits until a probe is due", async () => {
    const world = await standing(opened(30_000));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect([world.posts, world.states(...ids)]).toEqual([[], ["held", "held"]]);
    expect(ids.map((id) => world.row(id)?.heldFor)).toEqual(["breaker", "order"]);
    expect((await world.lane())?.dueMs).toBe(world.now() + 30_000);
    expect(world.wakes.queue).toEqual([{ ...world.key, lane: "" }]);
  });

  it("sends its first deliveries as probes, in order, and closes the breaker", async () => {
    const world = await standing(opened(0));
    const ids = [await world.enqueue(), await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.posted()).toEqual(ids);
    const triggers = world.world.attempts.values().map(({ attempt }) => attempt.trigger);
    expect(triggers).toEqual(["probe", "probe", "probe"]);
    expect(world.health()?.breaker).toBeUndefined();
  });

  it("stays in order while the breaker closes over many deliveries", async () => {
    const world = await standing(opened(30_000));
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) ids.push(await world.enqueue());
    await world.poll();
    world.pass(30);
    await world.look();
    await world.poll();
    expect(world.posted()).toEqual(ids);
    expect([world.health()?.breaker, await world.lane()]).toEqual([undefined, undefined]);
  });

  it("keeps the delivery in front if its probe fails, which uses up no retry", async () => {
    const world = await standing(opened(0), () => ({ status: 500 }), { maxRetries: 0 });
    const [first, second] = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.states(first, second)).toEqual(["held", "held"]);
    expect(world.row(first)).toMatchObject({ heldFor: "breaker", attempts: 1, attemptsBeforeRun: 1 });
    expect((await world.lane())?.dueMs).toBe(world.health()?.breaker?.probeDueMs);
  });

  it("keeps the delivery in front if the row of its run is written while its probe is under way", async () => {
    let written = (): void => undefined;
    const answer = () => {
      written();
      return { status: 500 };
    };
    const world = await standing(opened(0), answer);
    const id = await world.enqueue();
    const at = new Date(world.now()).toISOString();
    const of = { id, subscriptionId: world.key.subscriptionId, createdAt: at, updatedAt: at };
    const row = { ...deliveryInState("pending"), ...of };
    written = () => world.world.deliveries.put(id, row);
    await world.poll();
    expect([world.posts.length, world.row(id)?.attempts, world.states(id)]).toEqual([1, 1, ["held"]]);
    expect(await world.lane()).toBeDefined();
  });

  it("doesn't probe while another lane of its subscription does", async () => {
    const probing = (nowMs: number) => ({
      breaker: breakerOf(nowMs - 60_000, { probeDueMs: nowMs, probingUntilMs: nowMs + 20_000 }),
    });
    const world = await standing(probing, undefined, { orderingKey: "data.order" });
    const id = await world.enqueue({ hash: A });
    await world.poll();
    expect([world.posts, world.states(id)]).toEqual([[], ["held"]]);
    expect((await world.lane(A))?.dueMs).toBe(world.now() + 3_600_000);
  });

  it("probes with one of the lanes that come together", async () => {
    let concurrent = 0;
    let most = 0;
    const answer = async () => {
      most = Math.max(most, ++concurrent);
      await Promise.resolve();
      concurrent--;
      return { status: 500 };
    };
    const world = await standing(opened(0), answer, { orderingKey: "data.order" });
    await world.enqueue({ hash: A });
    await world.enqueue({ hash: B });
    await world.poll();
    expect([world.posts.length, most]).toEqual([1, 1]);
    expect(world.health()?.breaker?.failedProbes).toBe(1);
  });

  it("opens the breaker itself after enough failures", async () => {
    const world = await inOrder(() => ({ failure: "timeout-headers" }), { maxRetries: 0 });
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) ids.push(await world.enqueue());
    await world.poll();
    expect(world.posts).toHaveLength(5);
    expect(world.health()?.breaker).toBeDefined();
    expect(world.states(...ids).slice(5)).toEqual(["held", "held", "held"]);
  });
});

describe("an ordered lane whose subscription is paused", () => {
  it("is looked at within an hour, and goes on after the pause", async () => {
    const world = await standing((nowMs) => ({ paused: { since: new Date(nowMs).toISOString() } }));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(ids.map((id) => world.row(id)?.heldFor)).toEqual(["paused", "order"]);
    expect((await world.lane())?.dueMs).toBe(world.now() + 3_600_000);
    world.world.health.delete(world.key.subscriptionId);
    await world.look();
    await world.poll();
    expect(world.posted()).toEqual(ids);
  });

  it("writes nothing to its deliveries if it is still paused", async () => {
    const world = await standing((nowMs) => ({ paused: { since: new Date(nowMs).toISOString() } }));
    const id = await world.enqueue();
    await world.poll();
    const row = world.row(id);
    world.pass(10);
    await world.look();
    await world.poll();
    expect(world.row(id)).toEqual(row);
    expect((await world.lane())?.dueMs).toBe(world.now() + 3_600_000);
  });

  it("waits as long as its receiver asks", async () => {
    const answers: Record<string, string | number>[] = [{ status: 429, retryAfter: "90" }];
    const world = await inOrder(() => answers.shift() ?? OK);
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(ids.map((id) => world.row(id)?.heldFor)).toEqual(["paused", "order"]);
    expect((await world.lane())?.dueMs).toBe(world.now() + 90_000);
    await world.minute();
    expect(world.posts).toHaveLength(1);
    await world.minute();
    expect(world.posted()).toEqual([ids[0], ...ids]);
  });
});

describe("an ordered lane with a rate limit", () => {
  it("waits for slots that are near", async () => {
    const waits: number[] = [];
    const world = await inOrder(undefined, { rateLimit: { perSecond: 1 } });
    const invoke = world.handlerWith({
      pause: async (ms: number) => {
        waits.push(ms);
        world.pass(ms / 1000);
      },
    });
    const ids = [await world.enqueue(), await world.enqueue(), await world.enqueue()];
    await world.poll(invoke);
    expect(world.posted()).toEqual(ids);
    expect(waits).toEqual([1_000, 1_000]);
  });

  it("keeps the slot of the delivery in front if it is far off", async () => {
    const world = await inOrder(undefined, { rateLimit: { perSecond: 0.05 } });
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.posted()).toEqual(ids.slice(0, 1));
    expect(await world.lane()).toMatchObject({ slotMs: world.now() + 20_000 });
    world.pass(20);
    await world.look();
    await world.poll();
    expect(world.posted()).toEqual(ids);
    expect(await world.lane()).toBeUndefined();
  });

  it("looks for a slot again if none is free soon", async () => {
    const world = await inOrder(undefined, { rateLimit: { perSecond: 0.005 } });
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.states(...ids)).toEqual(["delivered", undefined]);
    expect(world.health()).toBeUndefined();
    for (let minute = 0; minute < 4; minute++) await world.minute();
    expect(world.posted()).toEqual(ids);
  });
});

describe("an event that isn't in the table yet", () => {
  it("is waited for", async () => {
    const world = await inOrder(
      (() => {
        let posts = 0;
        return () => ({ status: posts++ === 0 ? 500 : 200 });
      })(),
    );
    const first = await world.enqueue();
    const second = await world.enqueue({}, {}, false);
    await world.poll();
    world.pass(60);
    await world.look();
    await world.poll();
    expect(world.states(first, second)).toEqual(["delivered", "held"]);
    expect((await world.lane())?.dueMs).toBe(world.now() + 10_000);
  });

  it("is given up after two minutes", async () => {
    const world = await inOrder(
      (() => {
        let posts = 0;
        return () => ({ status: posts++ === 0 ? 500 : 200 });
      })(),
    );
    const first = await world.enqueue();
    const second = await world.enqueue({}, {}, false);
    const third = await world.enqueue();
    await world.poll();
    world.pass(121);
    await world.look();
    await world.poll();
    expect(world.states(first, second, third)).toEqual(["delivered", "cancelled", "delivered"]);
    expect(await world.lane()).toBeUndefined();
  });

  it("is waited for again if its producer repeats the request just when it is given up", async () => {
    let posts = 0;
    const world = await inOrder(() => ({ status: posts++ === 0 ? 500 : 200 }));
    const first = await world.enqueue();
    const second = await world.enqueue({}, {}, false);
    await world.poll();
    world.pass(121);
    await world.look();
    const { recorder } = world.orderedPorts;
    const repeating: DeliveryRecorder = {
      record(records) {
        const row = records.some(({ delivery }) => delivery.eventMissing) ? world.row(second) : undefined;
        const touched = row && stillHeld(row, world.now());
        if (touched) world.world.deliveries.put(second, touched);
        return recorder.record(records);
      },
    };
    await world.poll(world.handlerWith({ recorder: repeating }));
    expect(world.states(first, second)).toEqual(["delivered", "held"]);
    expect((await world.places()).map(({ deliveryId }) => deliveryId)).toEqual([second]);
  });
});
