import { describe, expect, it, vi } from "vitest";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { delivering, hanging, OK } from "../../support/memory/memory-delivering.ts";
import { invocationContext, sqsEventOf } from "../../support/memory/memory-pipeline.ts";
import type { MemoryQueue } from "../../support/memory/memory-queue.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

const SLOW = { status: 200, timings: { total: 3_000 } };
const FULL = { other: { places: 5, sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER } };

const eventIds = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `evt_${from + n}`);

/** How often each visible message of a queue was sent on. */
const sentOnIn = (queue: MemoryQueue) => queue.receive(100).map(({ body }) => decodeTask(body)?.sentOn);

describe("a slow endpoint in the patient lane", () => {
  it("gets at most 5 POSTs of a batch, and the other messages are sent on", async () => {
    const { enqueuePatient, pollRetries, markSlow, pass, posts, attempts, retries, nextRetryInSeconds } =
      await delivering([SLOW]);
    markSlow();
    for (const id of eventIds(10)) enqueuePatient(id);
    await pollRetries();
    expect([posts.length, attempts().length, retries.size()]).toEqual([5, 5, 5]);
    expect([nextRetryInSeconds(), await pollRetries()]).toEqual([8, 0]);
    pass(8);
    expect(sentOnIn(retries)).toEqual(Array(5).fill(1));
  });

  it("has at most 5 POSTs under way in several functions, and again 5 when they have ended", async () => {
    const { answer, give } = hanging();
    const { enqueuePatient, pollRetries, markSlow, pass, posts, retries, health } = await delivering([answer]);
    markSlow();
    const polled: Promise<number>[] = [];
    for (const [from, count] of [
      [0, 3],
      [3, 4],
      [7, 2],
    ] as const) {
      for (const id of eventIds(count, from)) enqueuePatient(id);
      polled.push(pollRetries());
    }
    // A batch that has ended deletes its messages. The second one has sent on two, and hangs.
    await vi.waitFor(() => expect([posts.length, retries.size()]).toEqual([5, 9 + 2]));
    give(SLOW);
    await Promise.all(polled);
    expect([posts.length, health()?.leases, retries.size()]).toEqual([5, {}, 4]);
    pass(8);
    await pollRetries();
    expect([posts.length, retries.size()]).toEqual([9, 0]);
  });

  it("lets a message that finds no place wait longer each time, without an attempt or a receive", async () => {
    const { enqueuePatient, pollRetries, markSlow, pass, posts, row, retries, deadLetters, nextRetryInSeconds } =
      await delivering();
    markSlow({ leases: FULL });
    const id = enqueuePatient();
    const waits: number[] = [];
    for (let times = 0; times < 9; times++) {
      await pollRetries();
      waits.push(nextRetryInSeconds());
      pass(nextRetryInSeconds());
    }
    expect(waits).toEqual([8, 15, 30, 60, 120, 240, 480, 675, 675]);
    expect([posts.length, row(id), retries.size(), deadLetters.size()]).toEqual([0, undefined, 1, 0]);
    const [message] = retries.receive(1);
    expect([message?.receiveCount, decodeTask(String(message?.body))?.sentOn]).toEqual([1, 9]);
  });

  it("takes one write for a batch before its POSTs, one for the mark, and one after", async () => {
    const { enqueuePatient, pollRetries, markSlow, world } = await delivering([SLOW]);
    const calls = observedCalls(world, "markSlow", "reserve", "record", "release");
    markSlow();
    for (const id of eventIds(3)) enqueuePatient(id);
    await pollRetries();
    expect(calls).toEqual(["reserve", "markSlow", "release", "record", "record", "record"]);
  });

  it("keeps its places until the last POST of the batch has ended, and counts all answers", async () => {
    const { answer, give } = hanging();
    const { enqueuePatient, pollRetries, markSlow, attempts, health } = await delivering([OK, OK, answer]);
    markSlow();
    for (const id of eventIds(3)) enqueuePatient(id);
    const polled = pollRetries();
    await vi.waitFor(() => expect(attempts()).toHaveLength(2));
    expect(Object.values(health()?.leases ?? {})).toMatchObject([{ places: 3 }]);
    give(OK);
    await polled;
    expect(health()).toBeUndefined();
  });

  it("returns to the quick lane after three quick answers", async () => {
    const { enqueue, enqueuePatient, poll, pollRetries, markSlow, posts, health } = await delivering();
    markSlow();
    for (const [index, id] of eventIds(3).entries()) {
      expect(health()?.quickAnswers).toBe(index);
      enqueuePatient(id);
      await pollRetries();
    }
    expect(health()?.slowSince).toBeUndefined();
    enqueue("evt_4");
    await poll();
    expect(posts).toHaveLength(4);
  });

  it("starts to count again after a slow answer, and counts no POST without an answer", async () => {
    const refused = { failure: "connect" } as const;
    const answers = [OK, OK, SLOW, OK, refused, OK];
    const { enqueuePatient, pollRetries, markSlow, health } = await delivering(answers, { maxRetries: 0 });
    markSlow();
    const counts: unknown[] = [];
    for (const id of eventIds(answers.length)) {
      enqueuePatient(id);
      await pollRetries();
      counts.push(health()?.quickAnswers);
    }
    expect(counts).toEqual([1, 2, 0, 1, 1, 2]);
  });
});

describe("the lease of a batch", () => {
  it.each([
    ["revealSecret", 0],
    ["record", 1],
  ] as const)("is released after a failure inside Posthorn in %s", async (call, quickAnswers) => {
    const { enqueuePatient, pollRetries, markSlow, retries, health, world } = await delivering();
    markSlow();
    enqueuePatient();
    world.faults.failNext(call, { when: "before" });
    await pollRetries();
    expect(health()).toMatchObject({ slowSince: expect.any(String), quickAnswers, leases: {} });
    expect(retries.size()).toBe(1);
  });

  it("is released when the function has no time left for a POST", async () => {
    const { enqueuePatient, retry, markSlow, posts, retries, health, world } = await delivering();
    const calls = observedCalls(world, "reserve", "release");
    markSlow();
    enqueuePatient();
    await retry(sqsEventOf(retries.receive(10)), invocationContext(20_000));
    expect([posts.length, calls, health()?.leases]).toEqual([0, ["reserve", "release"], {}]);
  });

  it("ends by itself if it can't be released, after every POST and its record", async () => {
    const { enqueuePatient, pollRetries, markSlow, row, retries, health, world } = await delivering([OK], {
      timeoutSeconds: 60,
    });
    markSlow();
    const id = enqueuePatient();
    world.faults.failNext("release", { when: "before" });
    await pollRetries();
    expect([row(id)?.state, retries.size()]).toEqual(["delivered", 0]);
    expect(Object.values(health()?.leases ?? {})).toEqual([
      { places: 1, sinceMs: world.now(), untilMs: world.now() + 70_000 },
    ]);
  });

  it("that can't be taken puts its messages off", async () => {
    const { enqueuePatient, pollRetries, markSlow, pass, posts, row, world } = await delivering();
    markSlow();
    const id = enqueuePatient();
    world.faults.failNext("reserve", { when: "before" });
    await pollRetries();
    expect([posts.length, row(id)]).toEqual([0, undefined]);
    pass(5);
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 1 });
  });
});
