import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import type { Breaker } from "../../../lib/core/health/breaker.ts";
import { dueMs } from "../../../lib/core/health/holding.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { breakerOf } from "../../support/health.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";

const FAILED: Partial<SendResult> = { status: 500 };

/** An endpoint whose breaker is open, with probes of held deliveries under way. */
async function probing(answers: Partial<SendResult>[], count = 1, breaker: Partial<Breaker> = {}) {
  const world = await delivering(answers, { maxRetries: 1 });
  const { enqueuePatient, know, subscription } = world;
  const nowMs = world.world.now();
  const probingUntilMs = nowMs + 60_000;
  const opened = breakerOf(nowMs - 60_000, { failedProbes: 2, probeDueMs: nowMs, probingUntilMs, ...breaker });
  know({ breaker: opened });
  const updatedAt = new Date(nowMs - 60_000).toISOString();
  const ids = Array.from({ length: count }, (_, n) => {
    const id = enqueuePatient(`evt_${n}`, { holds: 1, probe: 2 });
    const row = { id, subscriptionId: subscription.id, eventId: `evt_${n}`, updatedAt };
    const attempted = { holds: 1, heldFor: "breaker", attempts: 1, failure: "http-500" } as const;
    world.world.deliveries.put(id, deliveryInState("held", { ...row, ...attempted }));
    return id;
  });
  return { ...world, ids, id: ids[0] ?? "", probingUntilMs };
}

describe("a probe", () => {
  it("that succeeds delivers, and the endpoint gets more probes at once", async () => {
    const { pollRetries, id, row, attempts, health, world, wakes, key, retries } = await probing([OK]);
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 2 });
    expect(attempts()).toMatchObject([{ number: 2, trigger: "probe", status: 200 }]);
    expect(health()).toMatchObject({ breaker: { passed: 1, failedProbes: 2, probeDueMs: world.now() } });
    expect(health()?.breaker?.probingUntilMs).toBeUndefined();
    expect([wakes.queue, retries.size()]).toEqual([[key], 0]);
  });

  it("that fails uses up no retry, and its delivery stays held for the next one", async () => {
    const { pollRetries, id, row, attempts, health, world, wakes, key, retries } = await probing([FAILED]);
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "held", heldFor: "breaker", holds: 1, attempts: 2, attemptsBeforeRun: 1 });
    expect(attempts()).toMatchObject([{ number: 2, trigger: "probe", status: 500 }]);
    expect(health()).toMatchObject({ breaker: { failedProbes: 3, passed: 0 }, evidence: { failures: 1 } });
    expect(health()?.breaker?.probeDueMs).toBeGreaterThan(world.now() + 5 * 60_000);
    expect([wakes.queue, retries.size(), world.announced]).toEqual([[key], 0, []]);
  });

  it("ends the delivery if its receiver is gone", async () => {
    const { pollRetries, id, row, world, key } = await probing([{ status: 410 }]);
    await pollRetries();
    expect(row(id)?.state).toBe("exhausted");
    expect(world.announced).toHaveLength(1);
    expect(world.subscriptions.get(`acme/${key.subscriptionId}`)).toMatchObject({ active: false });
  });

  it.each<[string, Partial<Breaker>]>([
    ["after its lease", { probingUntilMs: 0 }],
    ["after another one failed", { failedProbes: 3 }],
  ])("that comes %s does nothing", async (_when, breaker) => {
    const { pollRetries, posts, id, row, retries, wakes } = await probing([OK], 1, breaker);
    await pollRetries();
    expect([posts.length, row(id)?.state, retries.size(), wakes.queue]).toEqual([0, "held", 0, []]);
  });

  it("that SQS delivers twice is POSTed once", async () => {
    const { pollRetries, posts, retries, id, row, health } = await probing([OK]);
    const messageId = retries.receive(1)[0]?.messageId ?? "";
    for (let receive = 0; receive < 2; receive++) {
      retries.redeliver(messageId);
      await pollRetries();
    }
    expect([posts.length, row(id)?.state, health()?.breaker?.passed, retries.size()]).toEqual([1, "delivered", 1, 0]);
  });

  it("whose duplicate comes after it failed is POSTed once", async () => {
    const { pollRetries, posts, retries, health } = await probing([FAILED]);
    const messageId = retries.receive(1)[0]?.messageId ?? "";
    for (let receive = 0; receive < 2; receive++) {
      retries.redeliver(messageId);
      await pollRetries();
    }
    expect([posts.length, health()?.breaker?.failedProbes, retries.size()]).toEqual([1, 3, 0]);
  });
});

describe("five more probes", () => {
  it("close the breaker if all succeed, and a release begins", async () => {
    const { pollRetries, ids, row, health, world, wakes, key } = await probing([OK], 5, { passed: 1 });
    await pollRetries();
    expect(ids.map((id) => row(id)?.state)).toEqual(Array(5).fill("delivered"));
    expect(health()).toMatchObject({ release: { sinceMs: world.now() }, evidence: { attempts: 0, failures: 0 } });
    expect([health()?.breaker, wakes.queue]).toEqual([undefined, [key]]);
  });

  it("keep it open if one fails", async () => {
    const { pollRetries, ids, row, health } = await probing([OK, OK, FAILED, OK], 5, { passed: 1 });
    await pollRetries();
    expect(ids.filter((id) => row(id)?.state === "held")).toHaveLength(1);
    expect(health()?.breaker).toMatchObject({ failedProbes: 3, passed: 0 });
  });
});

describe("a POST that began before the breaker opened", () => {
  /** A first attempt during which the breaker opens. */
  async function overtaken(answer: Partial<SendResult>, openedAfterMs: number, breaker: Partial<Breaker> = {}) {
    const world = await delivering([answer]);
    const { know, enqueue, poll } = world;
    know({});
    world.world.faults.decide = (operation) => {
      if (operation === "revealSecret") know({ breaker: breakerOf(world.world.now() + openedAfterMs, breaker) });
      return undefined;
    };
    const id = enqueue();
    await poll();
    return { ...world, id };
  }

  it("and succeeds after that brings the probes forward", async () => {
    const { health, wakes, key, row, id, world } = await overtaken(OK, -1);
    expect(health()).toMatchObject({
      breaker: { passed: 1, probeDueMs: world.now() },
      transitions: [{ to: "recovering" }],
    });
    expect([wakes.queue, row(id)?.state]).toEqual([[key], "delivered"]);
  });

  it.each<[string, number, Partial<Breaker>]>([
    ["had ended before it opened", 1, {}],
    ["succeeds when probes have succeeded", -1, { passed: 5 }],
  ])("and %s changes nothing about it", async (_case, openedAfterMs, breaker) => {
    const { health, wakes } = await overtaken(OK, openedAfterMs, breaker);
    expect([health()?.breaker?.passed, health()?.version, wakes.queue]).toEqual([breaker.passed ?? 0, 0, []]);
  });

  it("and fails changes nothing about it", async () => {
    const { health, wakes, row, id } = await overtaken(FAILED, -1);
    expect([health()?.breaker?.failedProbes, wakes.queue, row(id)?.state]).toEqual([0, [], "retrying"]);
  });
});

describe("a crash while a probe is handled loses nothing", () => {
  const CALLS = ["loadContext", "revealSecret", "record", "count", "replaceStanding", "sendWakes"] as const;
  const CASES = CALLS.flatMap((call) =>
    (["before", "after"] as const).flatMap((when) => [OK, FAILED].map((answer) => [call, when, answer] as const)),
  );

  it.each(CASES)("in %s, %s it took effect, with the answer %o", async (call, when, answer) => {
    const { pollRetries, pass, id, row, health, world, posts } = await probing([answer]);
    world.faults.failNext(call, { when, error: new Error("crash") });
    await pollRetries().catch(() => undefined);
    const known = health();
    const due = known && dueMs(known);
    expect(due).toBeLessThanOrEqual(world.now() + 20 * 60_000);
    expect(known?.breaker).toBeDefined();
    expect(["held", "delivered"]).toContain(row(id)?.state);
    // The message comes back, once its lease is over.
    pass(400);
    const before = posts.length;
    await pollRetries();
    expect(posts.length).toBe(before);
    expect(["held", "delivered"]).toContain(row(id)?.state);
  });
});
