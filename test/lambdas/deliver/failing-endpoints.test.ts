import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { WINDOW_MS } from "../../../lib/core/health/evidence.ts";
import { delivering, hanging, OK } from "../../support/memory/memory-delivering.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

type Answer = Partial<SendResult>;

const TIMED_OUT: Answer = { failure: "timeout-headers", timings: { total: 15_000 } };
const FAILED: Answer = { status: 500 };
const times = <T>(count: number, value: T): T[] => Array(count).fill(value);

/** An endpoint that gives the answers one after the other, in batches. No delivery is retried. */
async function answering(answers: Answer[], batch = 1) {
  const world = await delivering(answers, { maxRetries: 0 });
  for (let sent = 0; sent < answers.length; sent++) {
    world.enqueuePatient(`evt_${sent}`);
    if ((sent + 1) % batch === 0) await world.pollRetries();
  }
  while ((await world.pollRetries()) > 0);
  return world;
}

describe("the breaker opens", () => {
  it("after five time-outs in a row, and wakes the endpoint", async () => {
    const four = await answering(times(4, TIMED_OUT));
    expect([four.health()?.breaker, four.wakes.queue]).toEqual([undefined, []]);
    const five = await answering(times(5, TIMED_OUT));
    expect(five.health()).toMatchObject({
      version: 1,
      breaker: { cause: "time-outs", failure: "timeout-headers", failedProbes: 0, passed: 0 },
      transitions: [{ to: "failing" }],
    });
    expect(five.wakes.queue).toEqual([five.key]);
  });

  it("after five time-outs of one batch", async () => {
    const { health } = await answering(times(5, TIMED_OUT), 5);
    expect(health()?.breaker?.cause).toBe("time-outs");
  });

  it.each([200, 404, 429])("not after five time-outs with a %i between them", async (status) => {
    const { health } = await answering([...times(4, TIMED_OUT), { status }, TIMED_OUT]);
    expect(health()?.breaker).toBeUndefined();
  });

  it.each([500, 404, 301])("when 7 of 10 attempts got a %i, and not when 6 did", async (status) => {
    const six = await answering([...times(4, OK), ...times(6, { status })], 5);
    expect([six.health()?.breaker, six.wakes.queue]).toEqual([undefined, []]);
    const seven = await answering([...times(3, OK), ...times(7, { status })], 5);
    expect(seven.health()?.breaker).toMatchObject({ cause: "failures", failure: `http-${status}` });
    expect(seven.wakes.queue).toEqual([seven.key]);
  });

  it("not after nine attempts that failed", async () => {
    expect((await answering(times(9, FAILED))).health()?.breaker).toBeUndefined();
    expect((await answering(times(10, FAILED))).health()?.breaker?.cause).toBe("failures");
  });

  it("not because of the retries of four deliveries", async () => {
    const { enqueuePatient, pollRetries, health, posts } = await delivering([FAILED], { maxRetries: 0 });
    for (let run = 0; run < 10; run++) {
      for (let event = 0; event < 4; event++) enqueuePatient(`evt_${event}`, { run });
      await pollRetries();
    }
    expect([posts.length, health()?.breaker]).toEqual([40, undefined]);
    enqueuePatient("evt_4");
    await pollRetries();
    expect(health()?.breaker?.cause).toBe("failures");
  });

  it("not at 2 % of failures", async () => {
    const answers = Array.from({ length: 1000 }, (_, n) => (n % 50 === 0 ? FAILED : OK));
    const { health, posts } = await answering(answers, 10);
    expect([posts.length, health()?.breaker]).toEqual([1000, undefined]);
    expect(health()?.evidence).toMatchObject({ attempts: 1000, failures: 20 });
  });

  it("not because of failures in different windows", async () => {
    const { enqueuePatient, pollRetries, pass, health } = await delivering([FAILED], { maxRetries: 0 });
    for (let event = 0; event < 18; event++) {
      if (event === 9) pass(WINDOW_MS / 1000);
      enqueuePatient(`evt_${event}`);
      await pollRetries();
    }
    expect(health()?.breaker).toBeUndefined();
  });

  it("not because of failures inside Posthorn", async () => {
    const { enqueuePatient, pollRetries, pass, health, world } = await delivering();
    for (let event = 0; event < 20; event++) {
      world.faults.failNext("revealSecret", { when: "before" });
      enqueuePatient(`evt_${event}`);
      await pollRetries();
    }
    pass(1);
    expect(health()).toBeUndefined();
  });
});

describe("evidence that can't be written", () => {
  it.each(["count", "replaceStanding", "sendWakes"] as const)("holds up no delivery: %s", async (operation) => {
    const { enqueuePatient, pollRetries, row, world, lines, retries } = await delivering([FAILED], { maxRetries: 0 });
    const ids = Array.from({ length: 10 }, (_, n) => enqueuePatient(`evt_${n}`));
    world.faults.failNext(operation, { when: "before" });
    await pollRetries();
    expect(ids.map((id) => row(id)?.state)).toEqual(times(10, "exhausted"));
    expect([retries.size(), lines.filter(({ level }) => level !== "DEBUG").map(({ level }) => level)]).toEqual([
      0,
      ["WARN"],
    ]);
  });

  it.each(["replaceStanding", "sendWakes"] as const)(
    "opens the breaker with the next failure, or is found by the schedule: %s",
    async (operation) => {
      const { enqueuePatient, pollRetries, health, world } = await delivering([FAILED], { maxRetries: 0 });
      world.faults.failNext(operation, { when: "before" });
      for (let event = 0; event < 11; event++) {
        enqueuePatient(`evt_${event}`);
        await pollRetries();
      }
      expect(health()?.breaker).toMatchObject({ cause: "failures", probeDueMs: expect.any(Number) });
    },
  );
});

it("a batch of an endpoint that was counted before costs one count", async () => {
  const { enqueuePatient, pollRetries, world, know } = await delivering();
  know({});
  const calls = observedCalls(world, "count", "getHealth", "replaceStanding", "sendWakes", "markSlow", "reserve");
  for (let event = 0; event < 10; event++) enqueuePatient(`evt_${event}`);
  await pollRetries();
  expect(calls).toEqual(["count"]);
});

describe("POSTs that hang", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  /** Five POSTs that hang for two seconds. */
  async function fiveHanging() {
    const { answer, give } = hanging();
    const world = await delivering([answer], { maxRetries: 0 });
    const ids = Array.from({ length: 5 }, (_, n) => world.enqueuePatient(`evt_${n}`));
    const polled = world.pollRetries();
    await vi.advanceTimersByTimeAsync(2_000);
    const end = async (result: Answer) => {
      give(result);
      await vi.advanceTimersByTimeAsync(100);
      await polled;
    };
    return { ...world, ids, end };
  }

  it("open the breaker while they hang", async () => {
    const { health, end, wakes, key } = await fiveHanging();
    expect(health()).toMatchObject({ breaker: { cause: "time-outs" }, evidence: { timeOuts: 5 } });
    expect(wakes.queue).toEqual([key]);
    await end(TIMED_OUT);
  });

  it("aren't counted again when they time out", async () => {
    const { health, end, wakes } = await fiveHanging();
    await end(TIMED_OUT);
    expect(health()).toMatchObject({ version: 1, evidence: { timeOuts: 5, failures: 5, attempts: 5 } });
    expect(wakes.queue).toHaveLength(1);
  });

  it("are counted for each endpoint, and only those that hang", async () => {
    const { answer, give } = hanging();
    const { enqueuePatient, pollRetries, health } = await delivering([answer, answer, FAILED, FAILED]);
    for (let event = 0; event < 4; event++) enqueuePatient(`evt_${event}`);
    const polled = pollRetries();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(health()?.evidence.timeOuts).toBe(2);
    give(OK);
    await vi.advanceTimersByTimeAsync(100);
    await polled;
    expect(health()?.evidence.timeOuts).toBe(0);
  });

  it("and succeed later bring a probe forward, but don't close the breaker", async () => {
    const { health, end, wakes, world, ids, row, pass } = await fiveHanging();
    pass(3);
    await end({ status: 200, timings: { total: 5_000 } });
    expect(ids.map((id) => row(id)?.state)).toEqual(times(5, "delivered"));
    expect(health()).toMatchObject({
      breaker: { passed: 1, probeDueMs: world.now() },
      transitions: [{}, { to: "recovering" }],
    });
    expect(wakes.queue).toHaveLength(2);
  });

  it("open no breaker of an endpoint that answers slowly, until one of them times out", async () => {
    const { answer, give } = hanging();
    const late = hanging();
    const slow: Answer = { status: 200, timings: { total: 5_000 } };
    const answers = [slow, ...times(5, answer), ...times(5, late.answer)];
    const { enqueuePatient, pollRetries, health } = await delivering(answers, { maxRetries: 0 });
    const batch = async (ids: string[], before: () => void) => {
      for (const id of ids) enqueuePatient(id);
      const polled = pollRetries();
      await vi.advanceTimersByTimeAsync(2_000);
      before();
      await vi.advanceTimersByTimeAsync(100);
      await polled;
    };
    await batch(["evt_0"], () => undefined);
    await batch(["a", "b", "c", "d", "e"], () => {
      expect(health()?.breaker).toBeUndefined();
      give(slow);
    });
    expect(health()).toMatchObject({ evidence: { answersSlowly: true, timeOuts: 0 } });
    await batch(["f", "g", "h", "i", "j"], () => {
      expect(health()?.breaker).toBeUndefined();
      late.give(TIMED_OUT);
    });
    expect(health()?.breaker).toMatchObject({ cause: "time-outs", failure: "timeout-headers" });
  });
});
