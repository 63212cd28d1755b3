import { describe, expect, it } from "vitest";
import { nextRun } from "../../../lib/core/delivery/lifecycle.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import { hanging } from "../../support/memory/memory-delivering.ts";
import { type AnswerTo, inOrder } from "../../support/memory/memory-in-order.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";

const OK = { status: 200 };

/** Answers with these statuses, one after the other, and then with 200. */
function statuses(...all: number[]): AnswerTo {
  const left = [...all];
  return () => ({ status: left.shift() ?? 200 });
}

describe("an ordered lane in which nothing waits", () => {
  it("POSTs one delivery after the other, and records each before the next", async () => {
    const seen: (string | undefined)[][] = [];
    const world = await inOrder(() => {
      seen.push(world.states(...ids));
      return OK;
    });
    const ids = [await world.enqueue(), await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.posted()).toEqual(ids);
    expect(seen).toEqual([
      [undefined, undefined, undefined],
      ["delivered", undefined, undefined],
      ["delivered", "delivered", undefined],
    ]);
    expect([world.fifo.size(), await world.lane(), await world.places()]).toEqual([0, undefined, []]);
  });

  it("costs one read of the lane, and a read and a record for each delivery", async () => {
    const world = await inOrder();
    for (let n = 0; n < 3; n++) await world.enqueue();
    const calls: string[] = [];
    world.world.faults.decide = (call) => void calls.push(call);
    await world.poll();
    const turn = ["loadContext", "revealSecret", "record"];
    expect(calls).toEqual(["getLane", ...turn, ...turn, ...turn]);
  });

  it("goes on after a delivery that is exhausted", async () => {
    const world = await inOrder(statuses(500), { maxRetries: 0 });
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.states(...ids)).toEqual(["exhausted", "delivered"]);
    expect(world.world.announced.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  it("skips deliveries that were cancelled", async () => {
    const world = await inOrder();
    const ids = [await world.enqueue(), await world.enqueue()];
    const [first = ""] = ids;
    await world.poll();
    await world.enqueue({}, { deliveryId: first });
    world.put({ active: false });
    const skipped = await world.enqueue();
    await world.poll();
    expect([world.posted(), world.states(skipped)]).toEqual([ids, ["skipped"]]);
  });
});

describe("a delivery that must be retried", () => {
  it("holds those behind it", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue(), await world.enqueue()];
    const [first = "", second = ""] = ids;
    await world.poll();
    expect(world.posted()).toEqual([first]);
    expect(world.states(...ids)).toEqual(["retrying", "held", "held"]);
    expect(world.row(second)?.heldFor).toBe("order");
    expect((await world.places()).map(({ deliveryId: id }) => id)).toEqual(ids);
    expect(world.fifo.size()).toBe(0);
    expect((await world.lane())?.dueMs).toBe(Date.parse(world.row(first)?.nextAttemptAt ?? ""));
  });

  it("holds those that come in later", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue()];
    await world.poll();
    ids.push(await world.enqueue(), await world.enqueue());
    await world.poll();
    expect(world.states(...ids)).toEqual(["retrying", "held", "held"]);
    expect(world.posts).toHaveLength(1);
  });

  it("goes out when it is due, and those behind it follow in order", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    ids.push(await world.enqueue());
    await world.poll();
    await world.minute();
    expect(world.posted()).toEqual([ids[0], ...ids]);
    expect(world.states(...ids)).toEqual(["delivered", "delivered", "delivered"]);
    expect([await world.lane(), await world.places()]).toEqual([undefined, []]);
  });

  it("leaves no places of those that have ended", async () => {
    const world = await inOrder(statuses(500, 200, 200, 500));
    const ids = [await world.enqueue()];
    await world.poll();
    world.pass(60);
    ids.push(await world.enqueue(), await world.enqueue());
    await world.look();
    await world.poll();
    expect(world.states(...ids)).toEqual(["delivered", "delivered", "retrying"]);
    expect((await world.places()).map(({ deliveryId: id }) => id)).toEqual(ids.slice(2));
  });

  it("isn't sent early because somebody looks", async () => {
    const world = await inOrder(statuses(500));
    await world.enqueue();
    await world.poll();
    await world.look();
    await world.poll();
    expect(world.posts).toHaveLength(1);
    expect(await world.lane()).toBeDefined();
  });

  it("has somebody look exactly when it is due, if the wait is short", async () => {
    const world = await inOrder(statuses(500), {}, { waits: [100] });
    await world.enqueue();
    await world.poll();
    expect(world.wakes.queue).toEqual([{ ...world.key, lane: "" }]);
  });

  it("leaves longer waits to the schedule", async () => {
    const world = await inOrder(statuses(500), {}, { waits: [3_600] });
    await world.enqueue();
    await world.poll();
    expect(world.wakes.queue).toEqual([]);
    expect(world.row(world.posted()[0] ?? "")?.parkedUntil).toBeUndefined();
  });

  it("lets the others go once it is cancelled", async () => {
    const world = await inOrder(statuses(500), {}, { waits: [36_000] });
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    const [first = ""] = ids;
    world.cancel(first);
    await world.look();
    await world.poll();
    expect(world.states(...ids)).toEqual(["cancelled", "delivered"]);
    expect(await world.lane()).toBeUndefined();
  });

  it("doesn't hold other lanes of its subscription", async () => {
    const world = await inOrder(statuses(500), { orderingKey: "data.order" });
    const [a, b] = ["a".repeat(32), "b".repeat(32)];
    const first = await world.enqueue({ hash: a });
    await world.poll();
    const behind = await world.enqueue({ hash: a });
    const other = await world.enqueue({ hash: b });
    await world.poll();
    expect(world.states(first, behind, other)).toEqual(["retrying", "held", "delivered"]);
  });
});

describe("several lanes in a batch", () => {
  it("are worked on at the same time, and the one that is done first frees its lane", async () => {
    const slow = hanging();
    let isFirst = true;
    const world = await inOrder(() => {
      const answer = isFirst ? slow.answer : OK;
      isFirst = false;
      return answer;
    });
    const a = await world.enqueue({ hash: "a".repeat(32) });
    const b = await world.enqueue({ hash: "b".repeat(32) });
    const polled = world.poll();
    await expect.poll(() => world.states(a, b)).toEqual([undefined, "delivered"]);
    await expect.poll(() => world.fifo.size()).toBe(1);
    const next = await world.enqueue({ hash: "b".repeat(32) });
    await world.poll();
    expect(world.states(next)).toEqual(["delivered"]);
    slow.give(OK);
    await polled;
    expect([world.states(a), world.fifo.size()]).toEqual([["delivered"], 0]);
  });
});

describe("a failure inside Posthorn", () => {
  it.each([
    ["before", []],
    ["after", ["delivered"]],
  ] as const)("%s the record puts off the delivery and those behind it", async (when, first) => {
    const world = await inOrder();
    const ids = [await world.enqueue(), await world.enqueue()];
    world.world.faults.failNext("record", { when });
    await world.poll();
    expect(world.posts).toHaveLength(1);
    expect(world.states(...ids).filter((state) => state)).toEqual(first);
    expect(world.fifo.size()).toBe(2);
    expect(world.fifo.receive(10)).toEqual([]);
    world.pass(5);
    await world.poll();
    expect(world.states(...ids)).toEqual(["delivered", "delivered"]);
    expect(world.published.at(0)).toBeDefined();
  });

  it("lets an unreadable message go, and counts it", async () => {
    const world = await inOrder();
    world.fifo.send("garbage", world.key.subscriptionId);
    const id = await world.enqueue();
    await world.poll();
    expect([world.states(id), world.fifo.size()]).toEqual([["delivered"], 0]);
    expect(JSON.stringify(world.published)).toContain("PipelineFault");
  });
});

describe("a function whose time is up", () => {
  it("gives its messages back at once", async () => {
    const world = await inOrder();
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll(world.inOrder, 1_000);
    expect([world.posts, world.fifo.size()]).toEqual([[], 2]);
    await world.poll();
    expect(world.posted()).toEqual(ids);
  });

  it("has another one go on with a lane in which deliveries wait", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    world.pass(60);
    await world.look();
    await world.poll(world.inOrder, 1_000);
    expect(world.posts).toHaveLength(1);
    await world.poll();
    expect(world.posted()).toEqual([ids[0], ...ids]);
  });
});

describe("a delivery that changes while its lane works on it", () => {
  it("and is cancelled lets the others go at once", async () => {
    let isFirst = true;
    const world = await inOrder(({ deliveryId }) => {
      if (isFirst) world.cancel(deliveryId);
      const status = isFirst ? 500 : 200;
      isFirst = false;
      return { status };
    });
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    expect(world.states(...ids)).toEqual(["cancelled", "delivered"]);
    expect(await world.lane()).toBeUndefined();
  });

  it("and is retried by hand goes out at once if it is in front", async () => {
    const world = await inOrder(statuses(500), {}, { waits: [36_000] });
    const ids = [await world.enqueue(), await world.enqueue()];
    const [first = ""] = ids;
    await world.poll();
    const row = world.row(first);
    if (row) world.world.deliveries.put(first, nextRun(row, { trigger: "manual" }, world.now()));
    await world.repeat(first, { run: 1, trigger: "manual" });
    await world.poll();
    expect(world.posted()).toEqual([first, ...ids]);
    expect([world.states(...ids), await world.places()]).toEqual([["delivered", "delivered"], []]);
  });
});

describe("the lane of a subscription that is gone", () => {
  it("ends without POSTs", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    world.gone();
    const late = await world.enqueue();
    await world.look();
    await world.poll();
    expect(world.states(...ids, late)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect([world.posts.length, await world.lane(), await world.places()]).toEqual([1, undefined, []]);
  });

  it("writes nothing once the tenant is gone too", async () => {
    const world = await inOrder(statuses(500));
    const id = await world.enqueue();
    await world.poll();
    const late = await world.enqueue();
    world.gone();
    world.world.tenants.delete("acme");
    world.world.deliveries.delete(id);
    await world.poll();
    expect(world.states(id, late)).toEqual([undefined, undefined]);
    world.pass(121);
    await world.look();
    await world.poll();
    expect(world.states(id, late)).toEqual([undefined, undefined]);
    expect([await world.lane(), await world.places()]).toEqual([undefined, []]);
  });

  it("skips its deliveries if it is inactive", async () => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    world.put({ active: false });
    world.pass(60);
    await world.look();
    await world.poll();
    expect(world.states(...ids)).toEqual(["skipped", "skipped"]);
  });
});

describe("deliveries to an ordered subscription that come through another lane", () => {
  it.each(["deliver", "retry"] as const)("go to the end of their ordered lane: %s", async (lane) => {
    const world = await inOrder(statuses(500));
    const ids = [await world.enqueue(), await world.enqueue()];
    await world.poll();
    const { task, keep } = world.accepted();
    keep();
    const queue = lane === "deliver" ? world.deliveries : world.retries;
    queue.send(encodeTask({ ...task, trigger: "replay", slotMs: 7 }), "acme");
    await pollOnce(queue, world[lane]);
    expect([queue.size(), world.posts.length]).toEqual([0, 1]);
    expect(world.sent.at(-1)).toMatchObject({
      lane: { ...world.key, hash: "" },
      task: { deliveryId: task.deliveryId },
    });
    await world.poll();
    await world.minute();
    expect(world.posted()).toEqual([ids[0], ...ids, task.deliveryId]);
  });

  it("stay in their queue if the ordered queue fails", async () => {
    const world = await inOrder();
    const { task } = world.accepted();
    world.deliveries.send(encodeTask(task), "acme");
    world.world.faults.failNext("sendInOrder", { when: "before" });
    await pollOnce(world.deliveries, world.deliver);
    expect([world.deliveries.size(), world.posts]).toEqual([1, []]);
  });
});
