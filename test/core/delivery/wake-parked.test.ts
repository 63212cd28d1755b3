import { describe, expect, it } from "vitest";
import { stillHeld } from "../../../lib/core/delivery/lifecycle.ts";
import { isParkedFor, parking } from "../../../lib/core/delivery/parking.ts";
import type { Fault, PortCall } from "../../support/memory/fault-plan.ts";
import { waking } from "../../support/memory/memory-waking.ts";

it("waits beyond 40 minutes are parked, and under pressure those over a minute", () => {
  expect([2400, 2401].map((seconds) => isParkedFor(seconds, 40_000))).toEqual([false, true]);
  expect([60, 61].map((seconds) => isParkedFor(seconds, 40_001))).toEqual([false, true]);
});

it("the messages in flight are asked for only if they decide", async () => {
  let asked = 0;
  const parks = parking({
    inFlight: async () => {
      asked++;
      return 50_000;
    },
  });
  expect([await parks(60), await parks(2401), asked]).toEqual([false, true, 0]);
  expect([await parks(61), asked]).toEqual([true, 1]);
  expect(await parking(undefined)(61)).toBe(false);
});

describe("parked deliveries", () => {
  it("are queued a minute ahead, and arrive when they are due", async () => {
    const world = await waking();
    const [now, soon, later] = world.parked(0, 50, 61);
    expect(await world.wakeParked()).toBe(2);
    expect(world.sent.map(({ task, arrives }) => [task.deliveryId, arrives])).toEqual([
      [now, 0],
      [soon, 50],
    ]);
    expect(world.sent.map(({ task }) => task.holds)).toEqual([1, 1]);
    expect(world.row(soon ?? "")).toMatchObject({ state: "retrying", holds: 1, nextAttemptAt: expect.any(String) });
    expect(world.row(soon ?? "")?.parkedUntil).toBeUndefined();
    expect(world.row(later ?? "")?.parkedUntil).toBeDefined();
  });

  it("are queued once by calls that overlap", async () => {
    const world = await waking();
    world.parked(...Array.from({ length: 250 }, (_, n) => n % 30));
    await Promise.all([world.wakeParked(), world.wakeParked(), world.wakeParked()]);
    await world.wakeParked();
    expect(new Set(world.sent.map(({ task }) => task.deliveryId)).size).toBe(250);
    expect(world.sent).toHaveLength(250);
  });

  it("that were cancelled, or whose event is gone, aren't queued", async () => {
    const world = await waking();
    const [cancelled = "", gone = ""] = world.parked(0, 0);
    const row = world.row(cancelled);
    if (row) world.world.deliveries.put(cancelled, { ...row, state: "cancelled" });
    for (const [place, { ulid }] of world.world.events.entries()) {
      if (gone.includes(ulid)) world.world.events.delete(place);
    }
    await world.wakeParked();
    expect(world.sent).toEqual([]);
    expect(world.row(gone)).toMatchObject({ state: "cancelled", eventMissing: true });
  });

  it("whose events come late, because their producer repeated its request, are queued", async () => {
    const world = await waking();
    const [id = ""] = world.parked(0);
    const row = world.row(id);
    const touched = row && stillHeld(row, world.now());
    if (touched) world.world.deliveries.put(id, touched);
    const events = world.world.events.entries();
    for (const [place] of events) world.world.events.delete(place);
    await world.wakeParked();
    for (const [place, event] of events) world.world.events.put(place, event);
    world.pass(400);
    await world.wakeParked();
    expect(world.sent.map(({ task }) => task.deliveryId)).toEqual([id]);
  });

  it.each<[PortCall, Fault["when"]]>([
    ["replaceDeliveries", "before"],
    ["replaceDeliveries", "after"],
    ["send", "before"],
    ["send", "after"],
    ["listParked", "before"],
    ["readLog", "before"],
  ])("are queued later after a crash in %s (%s)", async (call, when) => {
    const world = await waking();
    const ids = world.parked(0, 1, 2);
    world.world.faults.failNext(call, { when });
    await world.wakeParked().catch(() => undefined);
    for (let minutes = 0; minutes < 7; minutes++) {
      await world.wakeParked();
      world.pass(60);
    }
    expect(new Set(world.sent.map(({ task }) => task.deliveryId))).toEqual(new Set(ids));
    expect(ids.map((id) => world.row(id)?.parkedUntil)).toEqual([undefined, undefined, undefined]);
  });
});
