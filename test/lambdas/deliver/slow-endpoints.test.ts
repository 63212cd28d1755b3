import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deliverHandler } from "../../../lambdas/deliver/handler.ts";
import { newId } from "../../../lib/core/ids.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { signedPost } from "../../../lib/sending/sign.ts";
import { delivering, hanging, OK } from "../../support/memory/memory-delivering.ts";
import { HOP, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";
import { memorySecrets } from "../../support/memory/memory-secrets.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const afterMs = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

/** Resolves with what a promise resolves with, once the timers that it needs have run. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(100);
  return promise;
}

describe("a POST that hangs", () => {
  it("marks its endpoint as slow after 2 s, while it still hangs, once for a batch", async () => {
    const { answer, give } = hanging();
    const { enqueue, poll, posts, health, row, world } = await delivering([answer]);
    const marks = observedCalls(world, "markSlow");
    const ids = ["evt_1", "evt_2", "evt_3"].map((id) => enqueue(id));
    const polled = poll();
    await vi.advanceTimersByTimeAsync(1_999);
    expect([posts.length, marks.length, health()]).toEqual([3, 0, undefined]);
    await vi.advanceTimersByTimeAsync(1);
    expect(health()).toMatchObject({ quickAnswers: 0, leases: {}, slowSince: expect.any(String) });
    expect(ids.map(row)).toEqual([undefined, undefined, undefined]);
    give({ status: 200, timings: { total: 5_000 } });
    await soon(polled);
    expect(marks).toHaveLength(1);
    expect(ids.map((id) => row(id)?.state)).toEqual(Array(3).fill("delivered"));
  });

  it("marks its own endpoint only", async () => {
    const { answer, give } = hanging();
    const { enqueue, poll, put, subscription, health, world } = await delivering([OK, answer]);
    const id = newId("sub", 0);
    const owner = { tenantId: "acme", subscriptionId: id };
    const other = { ...subscription, id, secret: await memorySecrets(world).store(owner, standard.generateSecret()) };
    put(other);
    enqueue("evt_1");
    enqueue("evt_2", { subscriptionId: other.id });
    const polled = poll();
    await vi.advanceTimersByTimeAsync(2_000);
    expect([health(), world.health.get(other.id)?.quickAnswers]).toEqual([undefined, 0]);
    give(OK);
    await soon(polled);
  });

  it("holds up no other message's record", async () => {
    const { answer, give } = hanging();
    const { enqueue, poll, row } = await delivering([answer, OK]);
    const [, second = ""] = [enqueue("evt_1"), enqueue("evt_2")];
    const polled = poll();
    await vi.advanceTimersByTimeAsync(100);
    expect(row(second)?.state).toBe("delivered");
    give(OK);
    await soon(polled);
  });

  it("sends the messages that follow to the patient lane", async () => {
    const { answer, give } = hanging();
    const { enqueue, poll, posts, retries } = await delivering([answer]);
    enqueue("evt_1");
    const polled = poll();
    await vi.advanceTimersByTimeAsync(2_000);
    enqueue("evt_2");
    await soon(poll());
    expect([posts.length, retries.size()]).toEqual([1, 1]);
    give(OK);
    await soon(polled);
  });

  it("ends before its mark is written: the function answers after the mark", async () => {
    const { enqueue, row, health, deliveries, deliverPorts } = await delivering([afterMs(2_500, OK)]);
    const { markSlow } = deliverPorts.health;
    const slowly = {
      ...deliverPorts.health,
      markSlow: (...of: Parameters<typeof markSlow>) => afterMs(1_000, of).then((given) => markSlow(...given)),
    };
    const id = enqueue();
    const polled = pollOnce(deliveries, deliverHandler({ ...deliverPorts, health: slowly }));
    await vi.advanceTimersByTimeAsync(2_900);
    expect([row(id)?.state, health(), deliveries.size()]).toEqual(["delivered", undefined, 1]);
    await soon(polled);
    expect([health()?.quickAnswers, deliveries.size()]).toEqual([0, 0]);
  });

  it("is delivered although the mark can't be written", async () => {
    const { enqueue, poll, row, health, deliveries, world, lines } = await delivering([afterMs(3_000, OK)]);
    const id = enqueue();
    world.faults.failNext("markSlow", { when: "before" });
    const polled = poll();
    await vi.advanceTimersByTimeAsync(3_100);
    await polled;
    expect([row(id)?.state, deliveries.size(), health()]).toEqual(["delivered", 0, undefined]);
    expect(lines.filter(({ level }) => level === "ERROR")).toEqual([]);
  });
});

it("a POST that ran out of a time limit shorter than 2 s marks its endpoint when it ends", async () => {
  const answer = { failure: "timeout-headers", timings: { total: 1_000 } } as const;
  const { enqueue, poll, health } = await delivering([answer], { timeoutSeconds: 1 });
  enqueue();
  await soon(poll());
  expect(health()).toMatchObject({ quickAnswers: 0, leases: {}, slowSince: expect.any(String) });
});

it("a slow Secrets Manager marks nothing", async () => {
  const { enqueue, row, world, deliveries, deliverPorts } = await delivering();
  const { reveal } = memorySecrets(world);
  const secrets = { reveal: async (...of: Parameters<typeof reveal>) => afterMs(5_000, await reveal(...of)) };
  const sender = { send: async () => ({ startedAtMs: 0, timings: { total: 1 }, excerpt: "", status: 200 }) };
  const post = signedPost({ secrets, seals: memorySeals(world), sender, hop: HOP, now: world.now });
  const marks = observedCalls(world, "markSlow");
  const id = enqueue();
  const polled = pollOnce(deliveries, deliverHandler({ ...deliverPorts, post }));
  await vi.advanceTimersByTimeAsync(5_100);
  await polled;
  expect([row(id)?.state, marks]).toEqual(["delivered", []]);
});

const HEALTH_CALLS = ["markSlow", "count", "getHealth", "replaceStanding", "sendWakes", "reserve", "release"] as const;

describe("what a batch costs because of health", () => {
  async function callsOf(status: number) {
    const { enqueue, enqueuePatient, poll, pollRetries, posts, world } = await delivering([{ status }]);
    const calls = observedCalls(world, ...HEALTH_CALLS);
    const reads = observedCalls(world, "loadContext");
    enqueue("evt_1");
    enqueue("evt_2");
    await soon(poll());
    enqueuePatient("evt_3");
    await soon(pollRetries());
    expect([posts.length, reads.length]).toEqual([3, 2]);
    return { calls, known: world.health.values() };
  }

  it("is nothing while its endpoints are healthy, in either lane", async () => {
    expect(await callsOf(200)).toEqual({ calls: [], known: [] });
  });

  it("is one count for each endpoint that fails", async () => {
    const { calls, known } = await callsOf(500);
    expect([calls, known[0]?.evidence.failures]).toEqual([["count", "count"], 3]);
  });
});
