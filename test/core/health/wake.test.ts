import { describe, expect, it } from "vitest";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import type { Standing } from "../../../lib/core/health/health.ts";
import { probeWon, standingOf } from "../../../lib/core/health/transitions.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { openSince, releasing, type Waking, waking } from "../../support/memory/memory-waking.ts";

/** Wakes every 15 s, for as long as that. A crash is followed by the next wake. */
async function wakeFor({ wake, pass }: Pick<Waking, "wake" | "pass">, seconds: number) {
  for (let passed = 0; passed < seconds; passed += 15) {
    await wake().catch(() => undefined);
    pass(15);
  }
}

describe("a probe", () => {
  it("is the oldest held delivery, whose row stays held", async () => {
    const world = await waking();
    const [oldest = ""] = world.held(3);
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.sent).toMatchObject([{ task: { deliveryId: oldest, probe: 0, holds: 1 }, delaySeconds: 0 }]);
    expect(world.row(oldest)).toMatchObject({ state: "held", holds: 1 });
    expect(world.hold()).toBe("breaker");
  });

  it("is sent once by calls that overlap, and again when its lease has ended", async () => {
    const world = await waking();
    world.held(3);
    await world.stand(openSince(world.now()));
    await Promise.all([world.wake(), world.wake(), world.wake()]);
    expect(world.sent).toHaveLength(1);
    world.pass(30 + 89);
    await world.wake();
    expect(world.sent).toHaveLength(1);
    world.pass(1);
    await world.wake();
    expect(world.sent).toHaveLength(2);
  });

  it("isn't sent before it is due, nor while the subscription is paused", async () => {
    const world = await waking();
    world.held(1);
    await world.stand(openSince(world.now() + 1_000));
    await world.wake();
    await world.stand({ ...openSince(world.now()), paused: { since: "2026-01-01T00:00:00.000Z" } });
    await world.wake();
    expect(world.sent).toEqual([]);
  });

  it("is the next delivery that is held, if none was", async () => {
    const world = await waking();
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.wakes.queue).toHaveLength(1);
    const [next] = world.held(1);
    await world.wake();
    expect(world.sent).toMatchObject([{ task: { deliveryId: next, probe: 0 } }]);
    expect(world.health()?.breaker?.lacksProbe).toBeUndefined();
  });

  it("waits for a delivery if none is held", async () => {
    const world = await waking();
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.health()?.breaker).toMatchObject({ probeDueMs: world.now() + 60_000 });
    // `ingest` would hold the next delivery without a word. `deliver` wakes the endpoint when it does.
    expect(world.hold()).toBeUndefined();
    world.pass(60);
    world.held(1);
    await world.wake();
    expect(world.sent).toHaveLength(1);
    await world.wake();
    expect(world.hold()).toBe("breaker");
  });

  it("that succeeds is followed by five more, and then by the release", async () => {
    const world = await waking();
    const ids = world.held(10);
    await world.stand(openSince(world.now()));
    await world.wake();
    const win = (count: number) =>
      changeStanding(world.ports.standings, world.key, (health) => probeWon(health, world.key, count, world.now()));
    await win(1);
    await world.wake();
    expect(world.sent.slice(1).map(({ task }) => task.deliveryId)).toEqual(ids.slice(0, 5));
    await win(5);
    await world.wake();
    expect(world.health()?.breaker).toBeUndefined();
    expect(world.sent.slice(6).map(({ task }) => [task.deliveryId, task.probe])).toEqual(
      ids.map((id) => [id, undefined]),
    );
    expect(world.hold()).toBeUndefined();
  });

  it.each([
    [0, "closes the breaker"],
    [3, "needs fewer successes"],
  ])("of a trial with %d deliveries that are held %s", async (count) => {
    const world = await waking();
    await world.stand(openSince(world.now()));
    await changeStanding(world.ports.standings, world.key, (health) => probeWon(health, world.key, 1, world.now()));
    world.held(count);
    await world.wake();
    expect(world.sent).toHaveLength(count);
    expect(world.health()?.breaker?.passed).toBe(count === 0 ? undefined : 3);
  });

  it("skips a delivery whose event is gone, and cancels it", async () => {
    const world = await waking();
    const [oldest = "", next = ""] = world.held(2);
    world.world.events.delete(world.world.events.entries().find(([, { ulid }]) => oldest.includes(ulid))?.[0] ?? "");
    world.pass(300);
    await world.stand(openSince(world.now()));
    await world.wake();
    expect(world.row(oldest)).toMatchObject({ state: "cancelled", eventMissing: true });
    expect(world.sent.map(({ task }) => task.deliveryId)).toEqual([next]);
  });

  it("leaves a delivery alone whose event is perhaps being written", async () => {
    const world = await waking();
    const [id = ""] = world.held(1);
    world.world.events.delete(world.world.events.entries()[0]?.[0] ?? "");
    await world.stand(openSince(world.now()));
    await world.wake();
    expect([world.row(id)?.state, world.sent]).toEqual(["held", []]);
  });
});

describe("a release", () => {
  it("sends the oldest first, 10, 20, 40, 80 and 95 a second", async () => {
    const world = await waking();
    const ids = world.held(4_000);
    await world.stand(releasing(world.now()));
    await wakeFor(world, 90);
    expect(world.sent.map(({ task }) => task.deliveryId)).toEqual(ids);
    const perSecond = Map.groupBy(world.sent, ({ arrives }) => arrives);
    const pace = [0, 15, 30, 45, 60, 75].map((second) => perSecond.get(second)?.length);
    expect(pace).toEqual([10, 20, 40, 80, 95, 95]);
    expect([...perSecond.keys()]).toEqual(
      world.sent.map(({ arrives }) => arrives).filter((a, n, all) => all[n - 1] !== a),
    );
    const early = world.sent.map(({ task, delaySeconds, sentMs }) => (task.slotMs ?? 0) - sentMs - delaySeconds * 1000);
    expect(early.every((ms) => ms <= 2_000)).toBe(true);
    expect(world.rows().every(({ state }) => state === "pending")).toBe(true);
    expect(world.wakes.queue.length).toBeGreaterThan(4);
  });

  it("doesn't catch up faster than its pace if sending takes long", async () => {
    const world = await waking();
    const ids = world.held(2_000);
    await world.stand(releasing(world.now()));
    world.world.faults.decide = (call) => {
      if (call === "send") world.pass(0.015);
      return undefined;
    };
    await wakeFor(world, 120);
    const due = world.sent.map(({ task }) => task.slotMs ?? 0);
    expect(world.sent.map(({ task }) => task.deliveryId)).toEqual(ids.slice(0, world.sent.length));
    expect(world.sent.length).toBeGreaterThan(1_000);
    expect(due).toEqual(due.toSorted((a, b) => a - b));
    const mostInTenSeconds = Math.max(
      ...due.map((from) => due.filter((ms) => ms >= from && ms < from + 10_000).length),
    );
    expect(mostInTenSeconds).toBeLessThanOrEqual(951);
    expect(world.sent.every(({ task, sentMs }) => (task.slotMs ?? 0) >= sentMs - 1_500)).toBe(true);
  });

  it("keeps its pace while more than 5 % of the POSTs fail", async () => {
    const world = await waking();
    world.held(2_000);
    await world.stand(releasing(world.now()));
    await world.wake();
    const tally = { successes: 94, failures: 6, answers: 100, timeOuts: 0, failedDeliveries: ["a"] };
    for (let slice = 0; slice < 3; slice++) {
      await world.counter.count(world.key, tally);
      world.pass(15);
      await world.wake();
    }
    const slices = [0, 15, 30, 45].map((second) => world.sent.filter(({ arrives }) => arrives === second).length);
    expect(slices).toEqual([10, 20, 20, 20]);
  });

  it("sends each delivery once when calls overlap", async () => {
    const world = await waking();
    world.held(100);
    await world.stand(releasing(world.now()));
    await Promise.all([world.wake(), world.wake(), world.wake()]);
    await world.wake();
    expect(new Set(world.sent.map(({ task }) => task.deliveryId)).size).toBe(world.sent.length);
  });

  it("finds a delivery that is held late, and ends after 16 minutes without one", async () => {
    const world = await waking();
    world.held(1);
    await world.stand(releasing(world.now()));
    await wakeFor(world, 15 * 60);
    world.held(1);
    await wakeFor(world, 120);
    expect(world.sent).toHaveLength(2);
    expect(world.rows().some(({ state }) => state === "held")).toBe(false);
    expect(world.health()?.release).toBeUndefined();
  });

  it("stops when the endpoint fails again or is paused", async () => {
    const world = await waking();
    world.held(500);
    await world.stand(releasing(world.now()));
    await world.wake();
    await world.stand({ ...world.health(), paused: { since: "2026-01-01T00:00:00.000Z" } });
    world.pass(15);
    await world.wake();
    expect([world.sent.length, world.hold()]).toEqual([150, "paused"]);
  });

  it.each([
    ["by hand", undefined],
    ["because the receiver asked for it", 3_600_000],
  ])("that ends while the endpoint is paused %s leaves the pause alone", async (_name, forMs) => {
    const world = await waking();
    await world.stand(releasing(world.now()));
    world.pass(16 * 60);
    const paused = { since: "2026-01-01T00:00:00.000Z", ...(forMs && { untilMs: world.now() + forMs }) };
    const removeHold = async () => world.stand({ ...standingOf(world.health()), paused });
    await world.wake({ holds: { ...world.ports.holds, removeHold } });
    expect(world.health()).toMatchObject({ paused });
    expect(world.health()?.release).toBeUndefined();
  });

  it("that ends doesn't forget that the subscription is about to be switched off", async () => {
    const world = await waking();
    const disabling = { failingSince: "2026-01-01T00:00:00.000Z", disableAt: "2026-01-06T00:00:00.000Z" };
    await world.stand({ ...releasing(world.now()), disabling });
    world.pass(16 * 60);
    await world.wake();
    expect(world.health()).toMatchObject({ disabling });
    expect(world.health()?.release).toBeUndefined();
  });

  it("doesn't release what somebody has cancelled", async () => {
    const world = await waking();
    const [id = ""] = world.held(1);
    const row = world.row(id);
    if (row) world.world.deliveries.put(id, { ...row, state: "cancelled" });
    await world.stand(releasing(world.now()));
    await world.wake();
    expect([world.sent, world.row(id)?.state]).toEqual([[], "cancelled"]);
  });

  it("marks a delivery that had attempts in its run as retrying", async () => {
    const world = await waking();
    const [id = ""] = world.held(1, { attempts: 2, attemptsBeforeRun: 1 });
    await world.stand(releasing(world.now()));
    await world.wake();
    expect(world.row(id)).toMatchObject({ state: "retrying", attempts: 2 });
    expect(world.row(id)?.heldFor).toBeUndefined();
  });
});

describe("a release at a rate limit", () => {
  const overRate = (limit: number, nowMs: number): Standing => ({
    release: { sinceMs: nowMs, perSecond: limit, nextMs: nowMs, isOverRate: true },
  });

  it("obeys a limit that was raised since", async () => {
    const world = await waking({ rateLimit: { perSecond: 1 } });
    world.held(600);
    await world.stand(overRate(1, world.now()));
    await world.wake();
    expect(world.sent).toHaveLength(15);
    world.put({ rateLimit: { perSecond: 20 } });
    world.pass(15);
    await world.wake();
    expect(world.sent).toHaveLength(15 + 300);
  });

  it("holds no new deliveries once the limit was removed", async () => {
    const world = await waking();
    world.held(600);
    await world.stand(overRate(1, world.now()));
    await world.wake();
    expect(world.sent).toHaveLength(150);
    expect(world.health()?.release?.isOverRate).toBeUndefined();
    expect(world.hold()).toBeUndefined();
  });

  it.each([0.02, 0.12, 0.3, 1.1, 7])("keeps %d a second", async (perSecond) => {
    const world = await waking({ rateLimit: { perSecond } });
    world.held(Math.ceil(perSecond * 700));
    await world.stand(overRate(perSecond, world.now()));
    for (let second = 0; second < 600; second++) {
      if ((world.health()?.release?.nextMs ?? 0) <= world.now()) await world.wake();
      world.pass(1);
    }
    expect(world.sent.length).toBeGreaterThanOrEqual(Math.floor(perSecond * 600 * 0.9));
    expect(world.sent.length).toBeLessThanOrEqual(Math.ceil(perSecond * 615 * 1.05) + 1);
  });
});

describe("a pause", () => {
  it("that a receiver asked for ends in a release, and isn't listed for ingest", async () => {
    const world = await waking();
    world.held(1, {}, "paused");
    await world.stand({ paused: { since: "2026-01-01T00:00:00.000Z", untilMs: world.now() + 60_000 } });
    await world.wake();
    expect([world.sent.length, world.hold()]).toEqual([0, undefined]);
    world.pass(60);
    await world.wake();
    expect(world.sent).toHaveLength(1);
  });

  it("by hand has no end, and is listed for ingest", async () => {
    const world = await waking();
    world.held(1, {}, "paused");
    await world.stand({ paused: { since: "2026-01-01T00:00:00.000Z" } });
    world.pass(86_400 * 5);
    await world.wake();
    expect([world.sent.length, world.hold()]).toEqual([0, "paused"]);
  });
});

describe("the held deliveries of a subscription", () => {
  const standings = [
    ["whose breaker is open", openSince],
    ["that is being released", releasing],
    ["that is paused by hand", () => ({ paused: { since: "2026-01-01T00:00:00.000Z" } })],
  ] as const;

  it.each(standings)("%s and that is deleted are cancelled, also late ones", async (_name, standing) => {
    const world = await waking();
    world.held(300);
    await world.stand(standing(world.now()));
    world.gone();
    await world.wake();
    expect(new Set(world.rows().map(({ state }) => state))).toEqual(new Set(["cancelled"]));
    world.pass(600);
    world.held(1);
    await wakeFor(world, 600);
    expect(new Set(world.rows().map(({ state }) => state))).toEqual(new Set(["cancelled"]));
    expect([world.health(), world.sent]).toEqual([undefined, []]);
  });

  it.each(standings)("%s and that is inactive are skipped", async (_name, standing) => {
    const world = await waking();
    world.held(300);
    await world.stand(standing(world.now()));
    world.put({ active: false });
    await world.wake();
    expect(new Set(world.rows().map(({ state }) => state))).toEqual(new Set(["skipped"]));
    expect(world.sent).toEqual([]);
  });
});

describe("a crash", () => {
  const calls: PortCall[] = [
    "getHealth",
    "getSubscription",
    "replaceStanding",
    "removeHold",
    "addHold",
    "readLog",
    "getTenant",
    "send",
    "replaceDeliveries",
    "sendWakes",
  ];
  const faults = calls.flatMap((call) => (["before", "after"] as const).map((when) => [call, when] as const));

  it.each(faults)("in %s, %s its effect, loses no held delivery", async (call, when) => {
    const world = await waking();
    const ids = world.held(40);
    await world.stand(openSince(world.now()));
    const crash = () => world.world.faults.failNext(call, { when, error: new Error("crash") });
    crash();
    await world.wake().catch(() => undefined);
    world.pass(200);
    await world.wake();
    expect(world.sent.map(({ task }) => task.deliveryId)).toContain(ids[0]);
    await changeStanding(world.ports.standings, world.key, (health) => probeWon(health, world.key, 6, world.now()));
    crash();
    await world.wake().catch(() => undefined);
    await wakeFor(world, 420);
    const released = world.sent.filter(({ task }) => task.probe === undefined).map(({ task }) => task.deliveryId);
    expect(new Set(released)).toEqual(new Set(ids));
    expect(world.rows().filter(({ state }) => state === "held")).toEqual([]);
  });
});
