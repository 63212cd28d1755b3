import { describe, expect, it } from "vitest";
import type { OrderedLane } from "../../../lib/core/ordered/ordered-lane.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { invocationContext, sqsEventOf } from "../../support/memory/memory-pipeline.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memoryWakeQueue } from "../../support/memory/memory-wakes.ts";
import { openSince, releasing, waking } from "../../support/memory/memory-waking.ts";

const [KEY_A, KEY_B] = ["a".repeat(32), "b".repeat(32)];
const schedule = { "detail-type": "Scheduled Event" } as never;

/** An ordered subscription in whose lanes deliveries wait, and its function. */
async function inOrder(...hashes: string[]) {
  const world = await waking({ ordered: true, orderingKey: "data.order" });
  const lanes = hashes.map((hash): OrderedLane => ({ ...world.key, hash }));
  for (const lane of lanes) await world.lanes.keepLane({ ...lane, dueMs: world.now() });
  const runSchedule = () => world.handler(schedule, invocationContext());
  const looks = () => world.looks().sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return { ...world, waiting: lanes, looks, runSchedule };
}

describe("the schedule", () => {
  it("has the due lanes looked at, and not the others", async () => {
    const world = await inOrder(KEY_A, KEY_B);
    const [a, b] = world.waiting as [OrderedLane, OrderedLane];
    await world.lanes.keepLane({ ...b, dueMs: world.now() + 1_000 });
    await world.runSchedule();
    expect(world.looks()).toEqual([a]);
    world.pass(1);
    await world.runSchedule();
    expect(world.looks()).toEqual([b]);
  });

  it("has a lane looked at again after a minute and a half, if nobody has changed it", async () => {
    const world = await inOrder("");
    await world.runSchedule();
    world.pass(89);
    await world.runSchedule();
    expect(world.looks()).toHaveLength(1);
    world.pass(1);
    await world.runSchedule();
    expect(world.looks()).toHaveLength(1);
  });

  it("doesn't change when the first delivery of a lane may go out", async () => {
    const world = await inOrder("");
    const dueMs = world.now();
    await world.runSchedule();
    expect(await world.lanes.getLane({ ...world.key, hash: "" })).toMatchObject({ dueMs });
  });

  it.each(["listDueLanes", "lookLater", "sendInOrder"] as const)(
    "loses no lane when %s fails",
    async (call: PortCall) => {
      for (const when of ["before", "after"] as const) {
        const world = await inOrder("", KEY_A, KEY_B);
        world.world.faults.failNext(call, { when });
        await expect(world.runSchedule()).rejects.toThrow(call);
        const looks = world.looks();
        world.pass(90);
        await world.runSchedule();
        expect(new Set([...looks, ...world.looks()].map(({ hash }) => hash))).toEqual(new Set(["", KEY_A, KEY_B]));
      }
    },
  );

  it("queues the subscriptions even if the lanes can't be listed", async () => {
    const world = await inOrder("");
    await world.stand(openSince(world.now()));
    world.world.faults.failNext("listDueLanes", { when: "before" });
    await expect(world.runSchedule()).rejects.toThrow();
    expect(world.wakes.queue).toEqual([world.key]);
  });
});

describe("a message for a lane", () => {
  it("has the lane looked at, and reads nothing", async () => {
    const world = await inOrder("", KEY_A);
    world.world.faults.decide = (call) => (call === "sendInOrder" ? undefined : { when: "before" });
    await world.wakeLane(KEY_A);
    expect(world.looks()).toEqual([{ ...world.key, hash: KEY_A }]);
    await world.wakeLane("");
    expect(world.looks()).toEqual([{ ...world.key, hash: "" }]);
  });

  it("comes back if the lane can't be looked at", async () => {
    const world = await inOrder("");
    const queue = memoryQueue({ now: world.now, visibilitySeconds: 90 });
    await memoryWakeQueue(queue, world.world.faults).sendWakes([{ ...world.key, lane: "" }], 0);
    const invoke = () => world.handler(sqsEventOf(queue.receive(1)), invocationContext());
    world.world.faults.failNext("sendInOrder", { when: "before" });
    expect((await invoke())?.batchItemFailures).toHaveLength(1);
    expect(world.looks()).toEqual([]);
    world.pass(90);
    expect((await invoke())?.batchItemFailures).toEqual([]);
    expect(world.looks()).toEqual([{ ...world.key, hash: "" }]);
  });
});

describe("an ordered subscription that is woken", () => {
  it("has all its lanes looked at", async () => {
    const world = await inOrder("", KEY_A, KEY_B);
    await world.lanes.keepLane({ ...world.key, subscriptionId: "sub_other", hash: "", dueMs: 0 });
    await world.wake();
    expect(world.looks()).toEqual(world.waiting);
  });

  it("sends no probe itself: the first delivery of a lane is the probe", async () => {
    const world = await inOrder("");
    world.held(1, {}, "breaker");
    await world.stand(openSince(world.now()));
    await world.wake();
    expect([world.sent, world.looks(), world.hold()]).toEqual([[], world.waiting, undefined]);
    expect(world.health()?.breaker?.probingUntilMs).toBeUndefined();
  });

  it("releases nothing itself, and its release ends", async () => {
    const world = await inOrder("");
    world.held(1, {}, "order");
    await world.stand(releasing(world.now()));
    await world.wake();
    expect([world.sent, world.looks(), world.health()?.release]).toEqual([[], world.waiting, undefined]);
  });

  it("waits for a delivery to probe with, if no lane has one", async () => {
    const world = await inOrder();
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.health()?.breaker).toMatchObject({ lacksProbe: true });
    expect([world.looks(), world.hold()]).toEqual([[], undefined]);
  });

  it("has enough lanes for probes looked at while its endpoint fails, however many there are", async () => {
    const world = await inOrder(...Array.from({ length: 20 }, (_, n) => String(n).padStart(32, "0")));
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.looks()).toHaveLength(6);
  });

  it("isn't held by ingest while it is paused, and no lane is looked at", async () => {
    const world = await inOrder("");
    await world.stand({ paused: { since: new Date(world.now()).toISOString() } });
    await world.wake();
    expect([world.hold(), world.looks()]).toEqual([undefined, []]);
  });

  it("has its lanes looked at once a pause is over", async () => {
    const world = await inOrder("");
    await world.stand({ paused: { since: new Date(world.now()).toISOString(), untilMs: world.now() } });
    await world.wake();
    expect([world.health()?.paused, world.health()?.release, world.looks()]).toEqual([
      undefined,
      undefined,
      world.waiting,
    ]);
  });

  it.each(["gone", "inactive"])("and is %s has its lanes looked at: they end their deliveries", async (how) => {
    for (const known of [true, false]) {
      const world = await inOrder("", KEY_A);
      if (known) await world.stand(openSince(world.now()));
      if (how === "gone") world.gone();
      else world.put({ active: false });
      await world.wake();
      expect([world.looks(), world.sent]).toEqual([world.waiting, []]);
    }
  });

  it.each(["getHealth", "getSubscription", "replaceStanding", "listLanes", "sendInOrder"] as const)(
    "is woken again after %s failed",
    async (call: PortCall) => {
      for (const when of ["before", "after"] as const) {
        const world = await inOrder("", KEY_A);
        await world.stand(releasing(world.now()));
        world.world.faults.failNext(call, { when });
        await world.wake().catch(() => undefined);
        world.looks();
        await world.wake();
        expect([world.looks(), world.health()?.release]).toEqual([world.waiting, undefined]);
      }
    },
  );
});

it("an active subscription that isn't ordered costs no look for lanes", async () => {
  const world = await waking();
  await world.stand(openSince(world.now()));
  world.world.faults.failNext("listLanes", { when: "before" });
  await world.wake();
  expect(world.looks()).toEqual([]);
});
