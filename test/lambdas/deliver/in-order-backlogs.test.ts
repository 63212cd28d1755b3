import { describe, expect, it } from "vitest";
import { nextRun } from "../../../lib/core/delivery/lifecycle.ts";
import { type AnswerTo, inOrder } from "../../support/memory/memory-in-order.ts";

/** Answers with these statuses, one after the other, and then with 200. */
function statuses(...all: number[]): AnswerTo {
  const left = [...all];
  return () => ({ status: left.shift() ?? 200 });
}

const enqueueMany = async (world: Awaited<ReturnType<typeof inOrder>>, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await world.enqueue());
  return ids;
};

describe("a lane that is slower than its events come in", () => {
  it("leaves the queue after half a minute, and goes on in order", async () => {
    const world = await inOrder();
    const ids = await enqueueMany(world, 35);
    world.pass(31);
    while ((await world.poll()) > 0);
    expect(world.posts).toEqual([]);
    expect([world.fifo.size(), (await world.places()).length]).toEqual([0, 35]);
    expect(world.wakes.queue).toEqual([{ ...world.key, lane: "" }]);
    await world.look();
    while ((await world.poll()) > 0);
    expect(world.posted()).toEqual(ids);
    expect([await world.lane(), await world.places()]).toEqual([undefined, []]);
  });

  it("lets messages that come in leave the queue every ten seconds", async () => {
    const world = await inOrder(() => {
      world.pass(1.5);
      return { status: 200 };
    });
    const ids = await enqueueMany(world, 20);
    world.pass(31);
    while ((await world.poll()) > 0);
    await world.look();
    ids.push(...(await enqueueMany(world, 20)));
    await world.poll();
    expect(world.posts.length).toBeLessThan(10);
    while ((await world.poll()) > 0);
    expect(world.posted()).toEqual(ids);
  });
});

describe("a look that comes early", () => {
  it("leads to no other look, however many come", async () => {
    const world = await inOrder(statuses(500), {}, { waits: [100] });
    await world.enqueue();
    await world.poll();
    for (let n = 0; n < 5; n++) {
      world.pass(3);
      await world.look();
      await world.poll();
    }
    expect(world.wakes.queue).toEqual([{ ...world.key, lane: "" }]);
  });
});

describe("a new run of a delivery that waits in its lane", () => {
  it("keeps the place, although its row was written after the messages of the run before it", async () => {
    const world = await inOrder();
    const ids = await enqueueMany(world, 3);
    const [, second = ""] = ids;
    const waiting = { ...nextRun(rowOf(world, second), { trigger: "manual" }, world.now()) };
    world.world.deliveries.put(second, waiting);
    await world.poll();
    expect(world.posted()).toEqual(ids);
    expect(world.row(second)).toMatchObject({ state: "delivered", run: 1 });
  });

  it("isn't lost if its message comes before its row", async () => {
    const world = await inOrder(statuses(200, 500));
    const [first = "", second = ""] = await enqueueMany(world, 2);
    await world.poll();
    await world.repeat(first, { run: 1, trigger: "replay", replayId: "rpl_1" });
    world.pass(60);
    await world.look();
    await world.poll();
    expect(world.posted()).toEqual([first, second, second, first]);
    expect(world.row(first)).toMatchObject({ state: "delivered", run: 1, attempts: 2 });
  });

  it("isn't lost if its row never follows", async () => {
    const world = await inOrder(statuses(200, 500, 200), {}, { waits: [100] });
    const [first = "", second = ""] = await enqueueMany(world, 2);
    await world.poll();
    await world.repeat(first, { run: 1, trigger: "replay", replayId: "rpl_1" });
    await world.poll();
    expect(world.row(first)).toMatchObject({ state: "held", run: 1 });
    world.pass(120);
    await world.look();
    await world.poll();
    expect(world.posted()).toEqual([first, second, second, first]);
  });
});

it("a waiting delivery of an erased event is cancelled, although the erasure didn't reach it", async () => {
  const world = await inOrder();
  const id = await world.enqueue();
  world.pass(31);
  await world.poll();
  expect(world.row(id)).toBeUndefined();
  for (const [key, event] of world.world.events.entries()) {
    world.world.events.put(key, { ...event, contentErasedAt: new Date(world.now()).toISOString() });
  }
  await world.look();
  await world.poll();
  expect([world.states(id), world.posts, await world.places()]).toEqual([["cancelled"], [], []]);
});

it("a run that was exhausted and not announced is announced, although another run has its place", async () => {
  const world = await inOrder(statuses(500, 500), { maxRetries: 1 }, { waits: [100] });
  const id = await world.enqueue();
  await world.poll();
  world.world.faults.failNext("announceExhausted", { when: "before" });
  world.pass(130);
  await world.look();
  await world.poll();
  await world.repeat(id, { run: 1, trigger: "manual" });
  for (let n = 0; n < 10; n++) {
    world.pass(60);
    await world.poll();
  }
  expect(world.world.announced.map(({ run, attempts }) => [run, attempts])).toContainEqual([0, 2]);
  expect(world.row(id)).toMatchObject({ state: "delivered", run: 1 });
});

function rowOf(world: Awaited<ReturnType<typeof inOrder>>, id: string) {
  const task = world.sent.find((message) => message.task?.deliveryId === id)?.task;
  if (!task) throw new Error("never sent");
  const { event, subscriptionId, trigger } = task;
  return {
    id,
    tenantId: "acme",
    subscriptionId,
    eventId: event.id,
    type: event.type,
    state: "pending" as const,
    attempts: 0,
    run: 0,
    attemptsBeforeRun: 0,
    trigger,
    createdAt: event.occurredAt,
    updatedAt: event.occurredAt,
  };
}
