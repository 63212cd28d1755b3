import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { nextRun } from "../../../lib/core/delivery/lifecycle.ts";
import { RECEIVES_PER_ROUND } from "../../../lib/core/limits.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { healthOf } from "../../support/health.ts";
import { raisedAlerts } from "../../support/memory/memory-alerts.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";
import {
  invocationContext,
  pollOnce,
  QUICK_VISIBILITY_SECONDS,
  sqsEventOf,
  VISIBILITY_SECONDS,
} from "../../support/memory/memory-pipeline.ts";
import { memorySecrets } from "../../support/memory/memory-secrets.ts";

describe("a delivery", () => {
  it("is signed, POSTed, recorded and acknowledged", async () => {
    const { enqueue, poll, posts, row, attempts, deliveries, secret } = await delivering();
    const id = enqueue();
    await poll();
    expect(posts).toHaveLength(1);
    const post = posts[0];
    expect(new Webhook(secret).verify(String(post?.body), post?.headers ?? {})).toMatchObject({ type: "a" });
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 200 });
    expect(attempts()).toMatchObject([{ number: 1, status: 200 }]);
    expect(deliveries.size()).toBe(0);
  }, 5000);

  it("carries the subscription's headers, but never over the dialect's", async () => {
    const { enqueue, poll, posts } = await delivering([OK], { headers: { "X-Mine": "1", "webhook-id": "forged" } });
    enqueue();
    await poll();
    expect(posts[0]?.headers).toMatchObject({ "X-Mine": "1", "webhook-id": "evt_1" });
  });

  it("that failed comes back after its wait, and is exhausted after the last attempt", async () => {
    const failing = await delivering([{ status: 500 }]);
    const { enqueue, poll, pollRetries, pass, row, nextRetryInSeconds, deliveries, retries, deadLetters, world } =
      failing;
    const id = enqueue();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      await (attempt === 1 ? poll() : pollRetries());
      expect([deliveries.size(), retries.size(), await pollRetries()]).toEqual([0, 1, 0]);
      waits.push(nextRetryInSeconds());
      expect(row(id)).toMatchObject({ attempts: attempt, state: "retrying" });
      pass(nextRetryInSeconds());
    }
    expect([waits, world.announced]).toEqual([[30, 300, 1800], []]);
    await pollRetries();
    expect(row(id)).toMatchObject({ attempts: 4, state: "exhausted" });
    expect(row(id)?.nextAttemptAt).toBeUndefined();
    expect(world.announced.map(({ id: announced }) => announced)).toEqual([id]);
    expect([deliveries.size(), retries.size(), deadLetters.size()]).toEqual([0, 0, 0]);
  });

  it("that can't be announced comes back, and settle announces it", async () => {
    const failing = await delivering([{ status: 500 }], { maxRetries: 0 });
    const { enqueue, poll, pass, row, nextInSeconds, settle, deadLetters, world, posts } = failing;
    const id = enqueue();
    world.faults.failNext("announceExhausted", { when: "before" });
    for (let receive = 1; receive <= RECEIVES_PER_ROUND; receive++) {
      await poll();
      expect([row(id)?.state, world.announced]).toEqual(["exhausted", []]);
      pass(nextInSeconds());
    }
    expect([await poll(), deadLetters.size(), posts.length]).toEqual([0, 1, 1]);
    await pollOnce(deadLetters, settle);
    expect(world.announced.map(({ id: announced }) => announced)).toEqual([id]);
  });

  it("that was exhausted is announced, although a retry began a new run before", async () => {
    const failing = await delivering([{ status: 500 }], { maxRetries: 0 });
    const { enqueue, poll, pass, row, settle, deadLetters, deliveries, world } = failing;
    const id = enqueue();
    world.faults.failNext("announceExhausted", { when: "before" });
    await poll();
    const exhausted = row(id) as Delivery;
    world.deliveries.put(id, nextRun(exhausted, { trigger: "manual" }, Date.parse(exhausted.updatedAt) + 1));
    for (let polls = 0; polls < 10 && deliveries.size() + deadLetters.size() > 0; polls++) {
      pass(60);
      await poll();
      await pollOnce(deadLetters, settle);
    }
    expect(world.announced).toMatchObject([{ id, run: 0, attempts: 1, state: "exhausted", lastStatus: 500 }]);
    expect([deliveries.size(), deadLetters.size()]).toEqual([0, 0]);
  });

  it("that was cancelled during its last attempt isn't announced", async () => {
    const failing = await delivering([{ status: 500 }], { maxRetries: 1 });
    const { enqueue, poll, pollRetries, pass, row, nextRetryInSeconds, settle, deadLetters, world } = failing;
    const id = enqueue();
    await poll();
    pass(nextRetryInSeconds());
    world.faults.decide = (operation) => {
      if (operation === "record") world.deliveries.put(id, { ...(row(id) as Delivery), state: "cancelled" });
      return undefined;
    };
    await pollRetries();
    expect(row(id)).toMatchObject({ attempts: 2, state: "cancelled" });
    while ((await pollRetries()) > 0) pass(1);
    await pollOnce(deadLetters, settle);
    expect([world.announced, deadLetters.size()]).toEqual([[], 0]);
  });

  it("with more attempts than one round gets another round", async () => {
    const failing = await delivering([{ status: 500 }], { maxRetries: 6 }, { waits: [30, 300, 1800] });
    const { enqueue, poll, pollRetries, pass, row, posts, settle, deadLetters, retries, nextRetryInSeconds } = failing;
    const id = enqueue();
    await poll();
    let settled = 0;
    for (let step = 0; step < 30 && row(id)?.state !== "exhausted"; step++) {
      if (retries.size() > 0) pass(Math.max(0, nextRetryInSeconds()));
      await pollRetries();
      settled += await pollOnce(deadLetters, settle);
      // Settle sends the message to the patient lane.
      expect(await poll()).toBe(0);
    }
    expect([posts.length, settled]).toEqual([7, 1]);
    expect(row(id)).toMatchObject({ state: "exhausted", attempts: 7 });
  });

  it("that was delivered is not POSTed again when SQS delivers its message twice", async () => {
    const { enqueue, poll, posts, deliveries } = await delivering();
    enqueue();
    const messageId = deliveries.receive(1)[0]?.messageId ?? "";
    deliveries.redeliver(messageId);
    await poll();
    deliveries.redeliver(messageId);
    await poll();
    expect(posts).toHaveLength(1);
    expect(deliveries.size()).toBe(0);
  });

  it("with two messages in one batch is POSTed once", async () => {
    const { enqueue, poll, posts, pass, deliveries } = await delivering();
    enqueue();
    enqueue();
    await poll();
    pass(30);
    await poll();
    expect([posts.length, deliveries.size()]).toEqual([1, 0]);
  });

  it("waits until its time, even if a duplicate comes early", async () => {
    const { enqueue, poll, posts, deliveries, retries, nextRetryInSeconds } = await delivering([{ status: 500 }]);
    enqueue();
    const messageId = deliveries.receive(1)[0]?.messageId ?? "";
    deliveries.redeliver(messageId);
    await poll();
    deliveries.redeliver(messageId);
    await poll();
    expect(posts).toHaveLength(1);
    expect([deliveries.size(), retries.size(), nextRetryInSeconds()]).toEqual([0, 2, 30]);
  });

  it("waits until its time in the patient lane, even if a duplicate comes early", async () => {
    const { enqueuePatient, pollRetries, posts, retries, nextRetryInSeconds } = await delivering([{ status: 500 }]);
    enqueuePatient();
    const messageId = retries.receive(1)[0]?.messageId ?? "";
    retries.redeliver(messageId);
    await pollRetries();
    retries.redeliver(messageId);
    await pollRetries();
    expect(posts).toHaveLength(1);
    expect([retries.size(), nextRetryInSeconds()]).toEqual([1, 30]);
  });
});

describe("the next attempt follows a subscription that was", () => {
  const failing = () => delivering([{ status: 500 }, OK]);

  it("switched off: skipped", async () => {
    const { enqueue, poll, pollRetries, pass, put, subscription, row, retries } = await failing();
    const id = enqueue();
    await poll();
    put({ ...subscription, active: false });
    pass(30);
    await pollRetries();
    expect([row(id)?.state, row(id)?.attempts, retries.size()]).toEqual(["skipped", 1, 0]);
  });

  it("deleted: cancelled", async () => {
    const { enqueue, poll, pollRetries, pass, world, subscription, row, retries } = await failing();
    const id = enqueue();
    await poll();
    world.subscriptions.delete(`acme/${subscription.id}`);
    pass(30);
    await pollRetries();
    expect([row(id)?.state, retries.size()]).toEqual(["cancelled", 0]);
  });

  it.each([
    ["whose tenant was deleted too", undefined],
    ["whose tenant was deleted and created again", new Date(Date.now() + 60_000).toISOString()],
  ])("deleted, %s: the message is dropped, and no row is written", async (_case, createdAt) => {
    const { enqueue, poll, pollRetries, pass, world, subscription, row, retries, posts } = await failing();
    const id = enqueue();
    await poll();
    world.subscriptions.delete(`acme/${subscription.id}`);
    world.deliveries.delete(id);
    world.tenants.delete("acme");
    if (createdAt) world.tenants.put("acme", { id: "acme", incarnation: "HGFEDCBA", name: "A", version: 1, createdAt });
    pass(30);
    await pollRetries();
    expect([row(id), retries.size(), posts.length]).toEqual([undefined, 0, 1]);
  });

  it("edited: its new URL and secret", async () => {
    const { enqueue, poll, pollRetries, pass, put, subscription, posts, world } = await failing();
    enqueue();
    await poll();
    const rotated = standard.generateSecret();
    const owner = { tenantId: "acme", subscriptionId: subscription.id };
    const secret = await memorySecrets(world).store(owner, rotated);
    put({ ...subscription, url: "https://new.example/hook", secret });
    pass(30);
    await pollRetries();
    expect(posts[1]?.url).toBe("https://new.example/hook");
    expect(() => new Webhook(rotated).verify(String(posts[1]?.body), posts[1]?.headers ?? {})).not.toThrow();
  });

  it("given fewer retries: exhausted without another POST", async () => {
    const { enqueue, poll, pollRetries, pass, put, subscription, posts, row } = await failing();
    const id = enqueue();
    await poll();
    put({ ...subscription, maxRetries: 0 });
    pass(30);
    await pollRetries();
    expect([posts.length, row(id)?.state]).toEqual([1, "exhausted"]);
  });
});

describe("a receiver that answers 410", () => {
  it("switches its subscription off, and gets no retry", async () => {
    const { enqueue, poll, posts, row, world, subscription } = await delivering([{ status: 410 }]);
    const id = enqueue();
    await poll();
    await poll();
    expect([posts.length, row(id)?.state]).toEqual([1, "exhausted"]);
    expect(world.subscriptions.get(`acme/${subscription.id}`)).toMatchObject({ active: false, disabledReason: "gone" });
    expect(world.tenants.get("acme")?.version).toBe(2);
    const about = { type: "subscription.disabled", tenantId: "acme", subscriptionId: subscription.id };
    expect(raisedAlerts(world)).toMatchObject([{ ...about, facts: { reason: "gone" } }]);
  });

  it.each(["before", "after"] as const)(
    "gets no further event, although switching off failed %s it took effect",
    async (when) => {
      const { enqueue, poll, pass, posts, row, world } = await delivering([{ status: 410 }]);
      enqueue();
      world.faults.failNext("disableGone", { when });
      await poll();
      pass(5);
      await poll();
      const before = posts.length;
      const next = enqueue("evt_2");
      await poll();
      expect([posts.length, row(next)?.state]).toEqual([before, "skipped"]);
      expect(raisedAlerts(world)).toHaveLength(1);
    },
  );
});

describe("a failure inside Posthorn doesn't count as an attempt", () => {
  it.each(["loadContext", "revealSecret"] as const)(
    "%s fails: nothing is sent, and it comes back",
    async (operation) => {
      const { enqueue, poll, posts, row, world, nextInSeconds, pass } = await delivering();
      const id = enqueue();
      world.faults.failNext(operation, { when: "before" });
      await poll();
      expect([posts.length, row(id)]).toEqual([0, undefined]);
      expect(nextInSeconds()).toBeLessThanOrEqual(5);
      pass(5);
      await poll();
      expect(row(id)).toMatchObject({ state: "delivered", attempts: 1 });
    },
  );

  it("the record can't be written: POSTed again with the same id", async () => {
    const { enqueue, poll, pass, posts, row, world } = await delivering();
    const id = enqueue();
    world.faults.failNext("record", { when: "before" });
    await poll();
    pass(5);
    await poll();
    expect(posts.map(({ headers }) => headers["webhook-id"])).toEqual(["evt_1", "evt_1"]);
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 1 });
  });

  it("the record was written but the answer was lost: not POSTed again", async () => {
    const { enqueue, poll, pass, posts, world, deliveries } = await delivering();
    enqueue();
    world.faults.failNext("record", { when: "after" });
    await poll();
    pass(5);
    await poll();
    expect([posts.length, deliveries.size()]).toEqual([1, 0]);
  });

  it("the wait can't be set: the message comes back after the queue's visibility timeout", async () => {
    const { enqueuePatient, pollRetries, world, nextRetryInSeconds } = await delivering([{ status: 500 }]);
    enqueuePatient();
    world.faults.failNext("changeVisibility", { when: "before" });
    await pollRetries();
    expect(nextRetryInSeconds()).toBe(VISIBILITY_SECONDS);
  });

  it("the wait can't be set in the quick lane: its visibility timeout is short", async () => {
    const { enqueue, poll, world, nextInSeconds } = await delivering();
    enqueue();
    world.faults.failNext("loadContext", { when: "before" });
    world.faults.failNext("changeVisibility", { when: "before" });
    await poll();
    expect(nextInSeconds()).toBe(QUICK_VISIBILITY_SECONDS);
  });

  it("waits double with each receive, across rounds", async () => {
    const { enqueue, poll, world, nextInSeconds } = await delivering();
    enqueue("evt_1", { round: 1 });
    world.faults.failNext("loadContext", { when: "before" });
    await poll();
    // The fourth receive in all: 40 s, the upper half of it drawn at random.
    expect(nextInSeconds()).toBe(30);
  });

  it("an unknown dialect is such a failure: never sent unsigned", async () => {
    const { enqueue, poll, posts, row } = await delivering([OK], { dialect: "later" });
    const id = enqueue();
    await poll();
    expect([posts.length, row(id)]).toEqual([0, undefined]);
  });

  it("a sensitive header that doesn't open: nothing is sent until it does", async () => {
    const headers = { authorization: MASKED };
    const { enqueue, poll, posts, row, put, subscription, pass } = await delivering([OK], {
      headers,
      sensitiveHeaders: ["authorization"],
      sealedHeaders: { authorization: "v1.gone.AAAA.AAAA" },
    });
    const id = enqueue();
    for (let receive = 1; receive < RECEIVES_PER_ROUND; receive++) {
      await poll();
      pass(900);
    }
    expect([posts.length, row(id)]).toEqual([0, undefined]);
    put({ ...subscription, headers: { authorization: "Bearer hunter2" }, sealedHeaders: {} });
    await poll();
    expect(posts[0]?.headers.authorization).toBe("Bearer hunter2");
  });

  it("one message's failure doesn't hold back other messages", async () => {
    const { enqueue, poll, posts, row, world, deliveries } = await delivering();
    world.faults.failNext("revealSecret", { when: "before" });
    enqueue("evt_1");
    const second = enqueue("evt_2");
    await poll();
    expect([posts.length, deliveries.size(), row(second)?.state]).toEqual([1, 1, "delivered"]);
  });
});

describe("an endpoint", () => {
  const SLOW = { ...healthOf({ quickAnswers: 2 }), slowSince: new Date().toISOString() };
  const slowly = { status: 200, timings: { total: 5000 } };

  it("is slow after a slow answer, and its next message goes to the patient lane", async () => {
    const { enqueue, poll, posts, world, subscription, deliveries, retries } = await delivering([slowly]);
    enqueue("evt_1");
    await poll();
    expect(world.health.get(subscription.id)).toMatchObject({ quickAnswers: 0, leases: {} });
    enqueue("evt_2");
    await poll();
    expect([posts.length, deliveries.size(), retries.size()]).toEqual([1, 0, 1]);
  });

  it.each(["reserve", "revealSecret"] as const)(
    "that was slow, became healthy during %s, and answers slowly, is slow again",
    async (operation) => {
      const { enqueuePatient, pollRetries, world, subscription } = await delivering([slowly]);
      world.health.put(subscription.id, SLOW, SLOW.slowSince);
      enqueuePatient();
      world.faults.decide = (call) => {
        if (call === operation) world.health.delete(subscription.id);
        return undefined;
      };
      await pollRetries();
      expect(world.health.get(subscription.id)).toMatchObject({ quickAnswers: 0, leases: {} });
    },
  );
});

describe("messages that go to the patient lane together", () => {
  const slow = { ...healthOf(), slowSince: new Date().toISOString() };

  it("go one by one: if one can't be queued, the others aren't queued twice", async () => {
    const { enqueue, poll, pass, world, deliveries, retries, subscription } = await delivering();
    world.health.put(subscription.id, slow, slow.slowSince);
    world.faults.failNext("send", { when: "before" });
    for (const id of ["evt_1", "evt_2", "evt_3"]) enqueue(id);
    await poll();
    expect([deliveries.size(), retries.size()]).toEqual([1, 2]);
    pass(5);
    await poll();
    expect([deliveries.size(), retries.size()]).toEqual([0, 3]);
  });
});

describe("a place at a slow endpoint", () => {
  it("is given back if it was taken, but the answer was lost", async () => {
    const slow = { ...healthOf(), slowSince: new Date().toISOString() };
    const { enqueuePatient, pollRetries, posts, world, subscription, retries } = await delivering();
    world.health.put(subscription.id, slow, slow.slowSince);
    enqueuePatient();
    world.faults.failNext("reserve", { when: "after" });
    await pollRetries();
    expect([posts.length, retries.size()]).toEqual([0, 1]);
    expect(world.health.get(subscription.id)?.leases).toEqual({});
  });

  it("is never outlasted by its POST: another POST may have the place by then", async () => {
    const slow = { ...healthOf(), slowSince: new Date().toISOString() };
    const { enqueuePatient, pollRetries, pass, posts, row, world, subscription, retries } = await delivering();
    world.health.put(subscription.id, slow, slow.slowSince);
    const id = enqueuePatient();
    world.faults.decide = (operation) => {
      if (operation === "revealSecret") pass(15);
      return undefined;
    };
    await pollRetries();
    expect([posts.length, row(id), retries.size()]).toEqual([0, undefined, 1]);
    expect(world.health.get(subscription.id)?.leases).toEqual({});
  });
});

describe("a message that can't be read", () => {
  it("ends in the dead-letter queue, unchanged, and doesn't hold back other messages", async () => {
    const { enqueue, poll, posts, deliveries, deadLetters, settle } = await delivering();
    deliveries.send("not a task", "acme");
    enqueue();
    for (let i = 0; i < 5; i++) await poll();
    expect([posts.length, deliveries.size(), deadLetters.size()]).toEqual([1, 0, 1]);
    await pollOnce(deadLetters, settle);
    expect(deadLetters.size()).toBe(1);
  });
});

describe("the function's own deadline", () => {
  it("prevents a POST that might outlast it", async () => {
    const { enqueue, posts, deliver, deliveries, row, nextInSeconds } = await delivering([OK], { timeoutSeconds: 30 });
    const id = enqueue();
    const answer = await deliver(sqsEventOf(deliveries.receive(10)), invocationContext(20_000));
    expect([posts.length, row(id), answer.batchItemFailures.length]).toEqual([0, undefined, 1]);
    expect(nextInSeconds()).toBe(0);
  });

  it("prevents a POST that might outlast it because the secrets were read slowly", async () => {
    const { enqueue, posts, deliver, deliveries, row, world } = await delivering([OK], { timeoutSeconds: 30 });
    const id = enqueue();
    let remainingMs = 50_000;
    world.faults.decide = (operation) => {
      if (operation === "revealSecret") remainingMs -= 15_000;
      return undefined;
    };
    const context = { ...invocationContext(), getRemainingTimeInMillis: () => remainingMs };
    const answer = await deliver(sqsEventOf(deliveries.receive(10)), context);
    expect([posts.length, row(id), answer.batchItemFailures.length]).toEqual([0, undefined, 1]);
  });

  it("never answers without the list of failures", async () => {
    const { deliver } = await delivering();
    expect(await deliver(sqsEventOf([]), invocationContext())).toEqual({ batchItemFailures: [] });
  });
});
