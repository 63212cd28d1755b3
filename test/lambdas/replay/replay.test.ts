import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep } from "../../../lib/core/delivery/next-step.ts";
import { eraseContent } from "../../../lib/core/log/erasing.ts";
import type { DeliveryState } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import { mortal } from "../../simulation/mortal.ts";
import { memoryContentEraser } from "../../support/memory/memory-eraser.ts";
import { eventPlace } from "../../support/memory/memory-events.ts";
import { type Guard, replaying } from "../../support/memory/memory-replaying.ts";

const STATES: DeliveryState[] = ["pending", "retrying", "held", "delivered", "exhausted", "skipped", "cancelled"];

/** Makes each call that queues deliveries take some time. */
const sendingSlowly =
  (pass: () => void): Guard =>
  (port) =>
    "send" in port && typeof port.send === "function"
      ? Object.assign({}, port, {
          send: (...args: unknown[]) => {
            pass();
            return (port.send as (...args: unknown[]) => unknown)(...args);
          },
        })
      : port;

describe("a replay", () => {
  it("sends the deliveries in its states again, oldest first, each once", async () => {
    const { happened, begin, run, taken, replay, row } = replaying();
    const events = Array.from({ length: 130 }, (_, n) => happened(n, { state: STATES[n % STATES.length] }));
    const wanted = events.filter((_, n) => ["exhausted", "skipped"].includes(STATES[n % STATES.length] ?? ""));
    const { id } = begin({ ratePerSecond: 30 });
    await run();
    const tasks = taken();
    expect(tasks.map(({ event }) => event.id)).toEqual(wanted.map((event) => event.id));
    for (const task of tasks)
      expect(task).toMatchObject({ run: 1, trigger: "replay", replayId: id, attemptsBefore: 4 });
    expect(tasks[0]?.event.data).toBe(wanted[0]?.data);
    expect(replay(id)).toMatchObject({
      state: "completed",
      progress: { replayed: wanted.length, skipped: 0, scanned: wanted.length },
      finishedAt: expect.any(String),
    });
    for (const event of wanted) expect(row(event)).toMatchObject({ state: "pending", run: 1, replayId: id });
  });

  it("of an ordered subscription has its deliveries join their lanes, oldest first", async () => {
    const { happened, begin, run, taken, inLanes } = replaying({ ordered: true, orderingKey: "data.n > 30" });
    const events = Array.from({ length: 70 }, (_, n) => happened(n, { state: "exhausted" }));
    begin({ ratePerSecond: 30 });
    await run();
    expect(taken()).toEqual([]);
    expect(inLanes.map(({ task }) => task?.event.id)).toEqual(events.map(({ id }) => id));
    expect(new Set(inLanes.map(({ lane }) => lane.hash)).size).toBe(2);
  });

  it("sends held deliveries again if it names them, each once, even if they are held again meanwhile", async () => {
    const { happened, begin, run, step, taken, row, world } = replaying();
    const events = [1, 2, 3].map((n) => happened(n, { state: "held", heldFor: "breaker", holds: 2 }));
    const { id } = begin({ states: ["held"], ratePerSecond: 1 });
    await step();
    const [first] = events;
    const begun = first && row(first);
    expect(begun).toMatchObject({ state: "pending", run: 1, replayId: id });
    expect([begun?.heldFor, begun?.holds]).toEqual([undefined, undefined]);
    if (begun) world.deliveries.put(begun.id, { ...begun, state: "held", heldFor: "breaker", holds: 1 });
    await run();
    expect(taken().map(({ event, run: number, holds }) => [event.id, number, holds])).toEqual(
      events.map((event) => [event.id, 1, undefined]),
    );
  });

  it("keeps its rate: a slice starts no more than one second's deliveries, and the next slice waits", async () => {
    const { happened, begin, step, taken, slices, now } = replaying();
    for (let n = 0; n < 200; n++) happened(n, {});
    begin({ ratePerSecond: 70 });
    await step();
    expect(taken()).toHaveLength(70);
    expect((slices.nextVisibleAtMs() ?? 0) - now()).toBe(1000);
    await step();
    expect(taken()).toHaveLength(70);
  });

  it("keeps its rate: after a slice that took a second, the next slice doesn't wait", async () => {
    const { happened, begin, step, slices, now, wait } = replaying();
    for (let n = 0; n < 200; n++) happened(n, {});
    begin({ ratePerSecond: 70 });
    await step(sendingSlowly(() => wait(1)));
    expect((slices.nextVisibleAtMs() ?? 0) - now()).toBe(0);
  });

  it("leaves out tests, other types, other times and events that don't meet its filter", async () => {
    const { happened, begin, run, taken, replay } = replaying();
    happened(1, { test: true }, { test: true });
    happened(2, {}, { type: "b" });
    const wanted = happened(3, {});
    happened(4, {}, { data: "{}" });
    happened(90, {});
    const until = "2026-01-01T00:01:00.000Z";
    const { id } = begin({ types: ["a"], until, filter: "data.n == 3" });
    await run();
    expect(taken().map(({ event }) => event.id)).toEqual([wanted.id]);
    expect(replay(id)?.progress).toMatchObject({ replayed: 1, skipped: 0 });
  });

  it.each([
    ["of the replay", {}, { filter: 'data.s.matches("^(a|aa)+$")' }, {}],
    ["of the subscription", { filter: 'data.s.matches("^(a|aa)+$")' }, { includeUnmatched: true }, undefined],
  ])("counts what a filter %s could not decide in time, and sends the rest", async (_whose, fields, options, row) => {
    const { happened, begin, run, taken, replay } = replaying(fields);
    happened(1, row, { data: JSON.stringify({ s: `${"a".repeat(60)}!` }) });
    const wanted = happened(2, row, { data: '{"s":"aaa"}' });
    happened(3, row, { data: '{"s":"b"}' });
    const { id } = begin(options);
    await run();
    expect(taken().map(({ event }) => event.id)).toEqual([wanted.id]);
    expect(replay(id)?.progress).toMatchObject({ replayed: 1, skipped: 0, undecided: 1, scanned: 3 });
  });

  it("skips and counts deliveries that can't be sent again", async () => {
    const { happened, begin, run, taken, replay, world } = replaying();
    happened(1, {}, { data: "null", contentErasedAt: "2026-01-01T00:00:30.000Z" });
    const expired = happened(2, {});
    world.events.delete(eventPlace(expired, expired.ulid));
    happened(3, { attempts: 9_001 });
    const { id } = begin();
    await run();
    expect(taken()).toEqual([]);
    expect(replay(id)).toMatchObject({ state: "completed", progress: { replayed: 0, skipped: 3, scanned: 3 } });
  });

  it("ends when the subscription is deleted, and pauses when it is inactive", async () => {
    const off = replaying();
    off.happened(1, {});
    off.edit({ active: false });
    const paused = off.begin();
    await off.run();
    expect(off.replay(paused.id)).toMatchObject({ state: "paused", reason: "The subscription is inactive." });
    const gone = replaying();
    gone.happened(1, {});
    gone.remove();
    const cancelled = gone.begin();
    await gone.run();
    expect(gone.replay(cancelled.id)).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
    expect([...off.taken(), ...gone.taken()]).toEqual([]);
  });

  it("with unmatched events: creates deliveries, which the events show", async () => {
    const { happened, begin, run, taken, replay, ports, subscription, row } = replaying({ events: ["a"] });
    const missed = happened(1, undefined);
    const other = happened(2, undefined, { type: "b" });
    const onItsWay = happened(3, undefined, { subscriptionIds: [subscription.id] });
    const exhausted = happened(4, {});
    const erased = happened(5, undefined, { contentErasedAt: "2026-01-01T00:00:30.000Z" });
    const { id } = begin({ includeUnmatched: true });
    await run();
    expect(
      taken()
        .map(({ event }) => event.id)
        .sort(),
    ).toEqual([missed.id, exhausted.id].sort());
    expect(replay(id)).toMatchObject({ state: "completed", progress: { replayed: 2, skipped: 0, scanned: 5 } });
    const listed = async (event: EventRecord) => (await ports.log.getEvent(event, event.ulid))?.subscriptionIds;
    expect(await listed(missed)).toEqual([subscription.id]);
    expect(row(missed)).toMatchObject({ state: "pending", trigger: "replay", attempts: 0 });
    for (const event of [other, erased]) expect(await listed(event)).toEqual([]);
    expect(row(onItsWay)).toBeUndefined();
  });

  it.each([
    ["that had a delivery", {}, "after", "log", "getEvents"],
    ["that had none", undefined, "before", "recipients", "noteRecipients"],
    ["that had none", undefined, "after", "recipients", "noteRecipients"],
    ["that had none", undefined, "after", "queue", "send"],
  ] as const)("makes no attempt for an event %s: %o, erased %s %s.%s", async (_name, given, when, port, method) => {
    const { happened, begin, step, taken, replay, row, ports, world, subscription } = replaying();
    const event = happened(1, given && { ...given });
    const { id } = begin({ includeUnmatched: given === undefined });
    const erase = eraseContent({ ...ports, eraser: memoryContentEraser(world), now: world.now });
    await step((one) => {
      if (one !== (ports as Record<string, unknown>)[port]) return one;
      const called = one as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      const slowly = async (...args: unknown[]) => {
        if (when === "before") await erase(event);
        const answer = await called[method]?.(...args);
        if (when === "after") await erase(event);
        return answer;
      };
      return { ...one, [method]: slowly };
    });
    for (const task of taken())
      expect(nextStep(task, subscription, row(event), undefined, world.now()).do).not.toBe("post");
    const late = row(event);
    if (late) expect(late.contentErasedAt).toEqual(expect.any(String));
    expect(replay(id)).toMatchObject({ state: "completed", progress: { scanned: 1 } });
  });

  it("stops on request, and continues from there", async () => {
    const { happened, begin, step, run, taken, replay, slices, steer } = replaying();
    for (let n = 0; n < 120; n++) happened(n, {});
    const { id } = begin({ ratePerSecond: 50 });
    await step();
    expect((await steer("pause", id)).state).toBe("paused");
    await run();
    expect([taken().length, slices.size(), replay(id)?.progress.replayed]).toEqual([50, 0, 50]);
    expect(await steer("resume", id)).not.toHaveProperty("reason");
    await run();
    expect([taken().length, replay(id)?.state]).toEqual([70, "completed"]);
  });

  it("continues from where it failed", async () => {
    const { happened, begin, step, run, taken, replay, world, steer } = replaying();
    for (let n = 0; n < 60; n++) happened(n, {});
    const { id } = begin({ ratePerSecond: 50 });
    await step();
    for (let n = 0; n < 10; n++) {
      world.faults.failNext("readLog", { when: "before" });
      await step();
    }
    expect(replay(id)?.state).toBe("failed");
    await steer("resume", id);
    await run();
    expect([taken().length, replay(id)?.state]).toEqual([60, "completed"]);
  });

  it("waits for a row that is written after its message, but not forever", async () => {
    const { happened, begin, step, run, taken, replay, world, slices } = replaying();
    happened(1, {});
    const begun = begin();
    const { id } = begun;
    const place = eventPlace(begun, id);
    const row = world.replays.get(place);
    world.replays.delete(place);
    await step();
    expect([taken().length, slices.size()]).toEqual([0, 1]);
    if (row) world.replays.put(place, row);
    await run();
    expect([taken().length, replay(id)?.state, slices.size()]).toEqual([1, "completed", 0]);
    const other = begin();
    world.replays.delete(eventPlace(other, other.id));
    await run();
    expect(slices.size()).toBe(0);
  });

  it("continues if the function died between the row and the next message, once", async () => {
    const { happened, begin, step, taken, replay, slices, world } = replaying();
    for (let n = 0; n < 30; n++) happened(n, {});
    const { id } = begin({ ratePerSecond: 10 });
    world.faults.failNext("sendSlice", { when: "before" });
    await step();
    expect([taken().length, replay(id)?.slice, slices.size()]).toEqual([10, 1, 1]);
    await step();
    expect([taken().length, replay(id)?.slice, slices.size()]).toEqual([0, 1, 1]);
    await step();
    expect([taken().length, replay(id)?.slice]).toEqual([10, 2]);
  });

  it("fails when its message was received too often, and says so", async () => {
    const { happened, begin, step, replay, world, lines } = replaying();
    happened(1, {});
    const { id } = begin();
    for (let n = 0; n < 10; n++) {
      world.faults.failNext("readLog", { when: "before" });
      expect(replay(id)?.state).toBe("running");
      await step();
    }
    expect(replay(id)).toMatchObject({ state: "failed", reason: expect.stringContaining("failure inside Posthorn") });
    const line = { level: "ERROR", message: "replay put off", tenantId: "acme", replayId: id, slice: 0 };
    expect(lines.slice(0, 9)).toMatchObject(Array(9).fill({ ...line, error: { name: "PipelineFault" } }));
    expect(lines.slice(9)).toMatchObject([{ ...line, error: { message: expect.stringContaining("too often") } }]);
  });

  it("leaves a message that can't be read in the queue, and logs it without its body", async () => {
    const { slices, step, lines } = replaying();
    slices.send("not a slice");
    await step();
    const error = expect.objectContaining({ message: "a message in the replays queue can't be read" });
    expect(lines).toEqual([{ level: "ERROR", message: "replay put off", error }]);
    expect(slices.size()).toBe(1);
  });

  it("is shown as failed an hour after its function was killed in the last receive, and can be resumed", async () => {
    const { happened, begin, step, run, read, steer, replay, slices, deadLetters, wait, taken } = replaying();
    happened(1, {});
    const { id } = begin();
    for (let n = 0; n < 10; n++) {
      const { guard, death } = mortal(0);
      await step(guard, death);
    }
    wait(90);
    expect([slices.receive(1), deadLetters.size(), replay(id)?.state]).toEqual([[], 1, "running"]);
    expect(await read(id)).toMatchObject({ state: "running" });
    wait(3600);
    expect(await read(id)).toMatchObject({ state: "failed", reason: expect.stringContaining("Resume the replay") });
    await steer("resume", id);
    await run();
    expect([taken().length, replay(id)?.state]).toEqual([1, "completed"]);
  });

  it("also fails if its row was advanced but the next message could not be sent", async () => {
    const { happened, begin, step, replay, world, steer, run } = replaying();
    for (let n = 0; n < 3; n++) happened(n, {});
    const { id } = begin({ ratePerSecond: 1 });
    for (let n = 0; n < 10; n++) {
      world.faults.failNext("sendSlice", { when: "before" });
      await step();
    }
    expect(replay(id)).toMatchObject({ state: "failed", slice: 1 });
    world.faults.take("sendSlice");
    await steer("resume", id);
    await run();
    expect(replay(id)).toMatchObject({ state: "completed", progress: { replayed: 3 } });
  });
});

describe("a replay whose function dies at any of its calls", () => {
  const chance = fc.integer({ min: 0, max: 3 });
  const scenario = fc.record({
    deliveries: fc.array(fc.constantFrom<DeliveryState | "none">("none", ...STATES), { maxLength: 140 }),
    includeUnmatched: fc.boolean(),
    ratePerSecond: fc.constantFrom(1, 7, 40, 300),
    /** After how many calls each invocation dies, or never. */
    lives: fc.array(fc.option(fc.integer({ min: 0, max: 30 })), { maxLength: 25 }),
    faults: fc.array(fc.boolean(), { maxLength: 60 }),
    /** What is done between invocations, by somebody or by `deliver`. */
    between: fc.array(fc.record({ steer: chance, deliver: chance, redeliver: chance }), { maxLength: 40 }),
  });

  /** What a dead function had started further on used to be counted, and again where it was listed once it had ended. */
  const still = { steer: 0, deliver: 0, redeliver: 0 };
  const COUNTED_TWICE = {
    deliveries: ["delivered", "skipped", "skipped"] as DeliveryState[],
    includeUnmatched: false,
    ratePerSecond: 1 as const,
    lives: [null, null, 9, 9],
    faults: [true],
    between: [still, still, still, { ...still, deliver: 2 }],
  };

  it("skips nothing, and starts nothing twice", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ deliveries, lives, faults: planned, between: steps, ...fields }) => {
        // Copies: what is drawn must stay as it was, or a failure can be neither shrunk nor run again.
        const [faults, between] = [[...planned], [...steps]];
        const all = replaying();
        const { world, begin, step, run, taken, replay, steer, slices, subscription } = all;
        const states = ["exhausted", "skipped", "cancelled", "delivered"] as const;
        const events = deliveries.map((state, n) => all.happened(n, state === "none" ? undefined : { state }));
        const wanted = events.filter((_, n) =>
          deliveries[n] === "none" ? fields.includeUnmatched : states.some((state) => state === deliveries[n]),
        );
        const { id } = begin({ ...fields, states: [...states] });
        const started = new Map<string, Set<number>>();

        const deliver = (isLate: boolean) => {
          for (const { deliveryId, run, event } of taken()) {
            started.set(event.id, (started.get(event.id) ?? new Set()).add(run));
            const row = world.deliveries.get(deliveryId);
            // A run that has ended already, before its replay's function came to say that it is to begin.
            if (isLate && (row?.run ?? -1) <= run) all.ended(event.ulid, run, id);
          }
        };
        world.faults.decide = () => (faults.shift() ? { when: faults.length % 2 ? "before" : "after" } : undefined);
        for (const life of lives) {
          const { guard, death } = mortal(life ?? Number.POSITIVE_INFINITY);
          await step(guard, death);
          const { steer: how, deliver: what, redeliver } = between.shift() ?? {};
          if (how === 1) await steer("pause", id).catch(() => undefined);
          if (how) await steer("resume", id).catch(() => undefined);
          if (what) deliver(what > 1);
          if (redeliver === 1) slices.redeliver("m1");
        }
        world.faults.decide = () => undefined;
        // Twice: a message that was dropped too often fails its replay, or is gone where that could not be said either.
        for (const _ of [1, 2]) {
          if (all.deadLetters.size() > 0) await steer("pause", id).catch(() => undefined);
          if (replay(id)?.state !== "completed") await steer("resume", id).catch(() => undefined);
          await run();
        }
        deliver(false);
        expect([replay(id)?.state, slices.size()]).toEqual(["completed", 0]);
        expect(replay(id)?.progress.replayed).toBe(wanted.length);
        expect([...started.keys()].sort()).toEqual(wanted.map((event) => event.id).sort());
        for (const runs of started.values()) expect([...runs]).toEqual([1]);
        for (const event of wanted) {
          const { subscriptionIds = [] } = (await all.ports.log.getEvent(event, event.ulid)) ?? {};
          expect(subscriptionIds).toEqual([subscription.id]);
        }
      }),
      { numRuns: 300, examples: [[COUNTED_TWICE]] },
    );
  });
});

describe("a replay whose message is handed out twice at once", () => {
  const life = fc.record({ lives: fc.option(fc.nat(25)), lags: fc.array(fc.nat(6), { maxLength: 30 }) });

  /** A function that is slow at each call, and may die at one. */
  const slowLife = ({ lives, lags }: { lives: number | null; lags: number[] }) => {
    const left = [...lags];
    return mortal(lives ?? Number.POSITIVE_INFINITY, async () => {
      for (let ticks = left.shift() ?? 0; ticks > 0; ticks--) await new Promise((resolve) => setImmediate(resolve));
    });
  };

  it("skips nothing, starts nothing twice, and completes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.boolean(),
        fc.constantFrom(3, 40, 300),
        fc.array(fc.tuple(life, life), { maxLength: 4 }),
        async (count, includeUnmatched, ratePerSecond, pairs) => {
          const { happened, begin, run, stepTogether, taken, replay, slices } = replaying();
          const events = Array.from({ length: count }, (_, n) =>
            happened(n, includeUnmatched && n % 2 ? undefined : {}),
          );
          const { id } = begin({ includeUnmatched, ratePerSecond });
          for (const pair of pairs) await stepTogether(pair.map(slowLife));
          await run();
          expect([replay(id)?.state, slices.size()]).toEqual(["completed", 0]);
          const started = new Map(taken().map((task) => [`${task.event.id} ${task.run}`, task.event.id]));
          expect([...started.values()].sort()).toEqual(events.map((event) => event.id).sort());
        },
      ),
      { numRuns: 150 },
    );
  });
});
