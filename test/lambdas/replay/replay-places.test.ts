import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplaySlice } from "../../../lib/core/replay/replay.ts";
import { encodeSlice } from "../../../lib/core/replay/replay-message.ts";
import { mortal } from "../../simulation/mortal.ts";
import { refTo } from "../../support/contracts/sample-records.ts";
import { type Guard, replaying } from "../../support/memory/memory-replaying.ts";

const ACME = refTo("acme");

/** The function `replay`, with an event to replay, while other slices of the tenant have some places. */
async function crowded(taken: number, seconds = 4 * 3_600) {
  const all = replaying();
  const event = all.happened(1, {});
  const untilMs = all.now() + seconds * 1000;
  const take = (n: number) => all.ports.places.takePlace(ACME, { id: `other-${n}`, untilMs }, taken);
  for (let n = 0; n < taken; n++) await take(n);
  const places = () => Object.keys(all.world.replayPlaces.values()[0] ?? {});
  const sent: (ReplaySlice & { delaySeconds: number })[] = [];
  const { sendSlice } = all.ports.slices;
  all.ports.slices.sendSlice = (slice, delaySeconds) => {
    sent.push({ ...slice, delaySeconds });
    return sendSlice(slice, delaySeconds);
  };
  return { ...all, event, places, sent };
}

describe("a slice of a replay", () => {
  it("gets one of two places, and leaves it", async () => {
    const { begin, run, replay, places } = await crowded(1);
    const { id } = begin();
    await run();
    expect([replay(id)?.state, places()]).toEqual(["completed", ["other-0"]]);
  });

  it("is sent again if both are taken: starts nothing, and keeps its number", async () => {
    const { begin, step, taken, replay, sent, slices } = await crowded(2);
    const { id } = begin({ slice: 7 });
    await step();
    expect([taken(), slices.size()]).toEqual([[], 1]);
    expect(sent).toEqual([{ ...ACME, replayId: id, slice: 7, waits: 1, failures: 0, delaySeconds: 3 }]);
    expect(replay(id)).toMatchObject({ state: "running", slice: 7, version: 0 });
  });

  it("gets a third place once it has waited, and no fourth", async () => {
    const third = await crowded(2);
    const { id } = third.begin();
    await third.run(2);
    expect([third.replay(id)?.state, third.places()]).toEqual(["completed", ["other-0", "other-1"]]);
    const fourth = await crowded(3);
    const other = fourth.begin();
    await fourth.run(30);
    expect([fourth.replay(other.id)?.state, fourth.sent.at(-1)?.waits]).toEqual(["running", 30]);
  });

  it("waits ever longer, up to half a minute", async () => {
    const { begin, run, sent } = await crowded(3);
    begin();
    await run(6);
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([3, 5, 9, 16, 16, 16]);
  });

  it("leaves its place when it fails", async () => {
    const { begin, step, world, places } = await crowded(1);
    begin();
    world.faults.failNext("readLog", { when: "before" });
    await step();
    expect(places()).toEqual(["other-0"]);
  });

  it("leaves its place if it was taken, but the answer was lost", async () => {
    const { begin, step, world, places } = await crowded(1);
    begin();
    world.faults.failNext("takePlace", { when: "after" });
    await step();
    expect(places()).toEqual(["other-0"]);
  });

  it("ends as it would have if its place can't be left, and the place is free again a minute later", async () => {
    const { begin, run, replay, world, wait, slices, ports, now } = await crowded(0);
    const { id } = begin();
    world.faults.failNext("leavePlace", { when: "before" });
    await run();
    expect([replay(id)?.state, slices.size()]).toEqual(["completed", 0]);
    const isFree = () => ports.places.takePlace(ACME, { id: "other", untilMs: now() + 1 }, 1);
    wait(59);
    expect(await isFree()).toBe(false);
    wait(1);
    expect(await isFree()).toBe(true);
  });

  it("counts its failures across its messages", async () => {
    const { begin, step, replay, world, sent, ports, now } = await crowded(0);
    const { id } = begin();
    for (let n = 0; n < 6; n++) {
      world.faults.failNext("readLog", { when: "before" });
      await step();
    }
    const untilMs = now() + 93_000;
    for (const other of ["a", "b"]) await ports.places.takePlace(ACME, { id: other, untilMs }, 2);
    await step();
    expect(sent).toMatchObject([{ waits: 1, failures: 6 }]);
    for (let n = 0; n < 3; n++) {
      expect(replay(id)?.state).toBe("running");
      world.faults.failNext("readLog", { when: "before" });
      await step();
    }
    expect(replay(id)?.state).toBe("running");
    await step();
    expect(replay(id)?.state).toBe("failed");
  });

  it("is not sent again once its replay is paused", async () => {
    const { begin, step, slices, steer } = await crowded(3);
    const { id } = begin();
    await step();
    await steer("pause", id);
    await step();
    expect(slices.size()).toBe(0);
  });

  it("isn't stalled while it waits", async () => {
    const { begin, step, read, now } = await crowded(3);
    const { id } = begin();
    const begunAt = now();
    for (let steps = 0; now() - begunAt < 2 * 3_600_000 && steps < 600; steps++) await step();
    expect(await read(id)).toMatchObject({ state: "running" });
  });
});

describe("many replays of a tenant whose functions die at any of their calls", () => {
  const life = fc.record({ calls: fc.option(fc.nat(25)), lags: fc.array(fc.nat(4), { maxLength: 20 }) });

  /** Counts the functions that start deliveries at the same time. */
  function counting() {
    const counts = { now: 0, most: 0 };
    const guard: Guard = (port) => {
      if (!("send" in port) || typeof port.send !== "function") return port;
      const { send } = port;
      const counted = async (...args: unknown[]) => {
        counts.most = Math.max(counts.most, ++counts.now);
        for (let ticks = 0; ticks < 3; ticks++) await new Promise((resolve) => setImmediate(resolve));
        counts.now--;
        return send(...args);
      };
      return { ...port, send: counted };
    };
    return { counts, guard };
  }

  it("all end, start every delivery, and at most three work at a time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.array(life, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
        async (count, replays, rounds) => {
          const { happened, begin, stepSideBySide, taken, replay, slices } = replaying();
          const events = Array.from({ length: count }, (_, n) => happened(n, {}));
          const ids = Array.from({ length: replays }, () => begin({ ratePerSecond: 4 }).id);
          const { counts, guard } = counting();
          const lifeOf = ({ calls, lags }: { calls: number | null; lags: number[] }) => {
            const left = [...lags];
            const mortalLife = mortal(calls ?? Number.POSITIVE_INFINITY, async () => {
              for (let ticks = left.shift() ?? 0; ticks > 0; ticks--) await new Promise((r) => setImmediate(r));
            });
            return { ...mortalLife, guard: <P extends object>(port: P) => mortalLife.guard(guard(port)) };
          };
          for (const lives of rounds) await stepSideBySide(lives.map(lifeOf));
          const six = () => Array.from({ length: 6 }, () => lifeOf({ calls: null, lags: [] }));
          for (let steps = 0; steps < 2_000 && (await stepSideBySide(six())); steps++);
          expect([ids.map((id) => replay(id)?.state), slices.size()]).toEqual([ids.map(() => "completed"), 0]);
          const started = new Map(taken().map((task) => [`${task.event.id} ${task.run}`, task.event.id]));
          expect([...new Set(started.values())].sort()).toEqual(events.map((event) => event.id).sort());
          expect(counts.most).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 150 },
    );
  });
});

it("takes messages of an earlier release, which say nothing about waits", async () => {
  const { begin, run, replay, slices } = replaying();
  const { id } = begin();
  const [message] = slices.receive(1);
  slices.delete(message?.receiptHandle ?? "");
  expect(message?.body).toBe(encodeSlice({ ...ACME, replayId: id, slice: 0 }));
  slices.send(JSON.stringify({ v: 1, ...ACME, replayId: id, slice: 0 }));
  await run();
  expect(replay(id)?.state).toBe("completed");
});
