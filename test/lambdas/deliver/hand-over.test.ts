import { describe, expect, it, vi } from "vitest";
import { deliverHandler } from "../../../lambdas/deliver/handler.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { healthOf } from "../../support/health.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";
import { pollOnce, QUICK_VISIBILITY_SECONDS } from "../../support/memory/memory-pipeline.ts";

describe("the quick lane hands over without a POST", () => {
  it("a first attempt to an endpoint that is marked as slow", async () => {
    const quick = await delivering();
    const { enqueue, poll, pollRetries, markSlow, posts, row, deliveries, retries, nextRetryInSeconds } = quick;
    markSlow();
    const id = enqueue();
    await poll();
    expect([posts.length, row(id), deliveries.size(), retries.size()]).toEqual([0, undefined, 0, 1]);
    expect(nextRetryInSeconds()).toBe(0);
    await pollRetries();
    expect([posts.length, row(id)?.state, retries.size()]).toEqual([1, "delivered", 0]);
  });

  it("a first attempt to an endpoint without a free place, so that it comes back later", async () => {
    const quick = await delivering();
    const { enqueue, poll, posts, retries, nextRetryInSeconds, world, subscription } = quick;
    const untilMs = world.now() + 40_000;
    const leases = { one: { places: 3, sinceMs: 0, untilMs }, other: { places: 2, sinceMs: 0, untilMs } };
    world.health.put(subscription.id, healthOf({ slowSince: "2026-01-01T00:00:00.000Z", leases }));
    enqueue();
    await poll();
    expect([posts.length, nextRetryInSeconds()]).toEqual([0, 8]);
    quick.pass(8);
    expect(decodeTask(String(retries.receive(1)[0]?.body))).toMatchObject({ sentOn: 1 });
  });

  it("a first attempt that may take longer than 30 s", async () => {
    const { enqueue, poll, pollRetries, posts, row, deliveries } = await delivering([OK], { timeoutSeconds: 31 });
    const id = enqueue();
    await poll();
    expect([posts.length, row(id), deliveries.size()]).toEqual([0, undefined, 0]);
    await pollRetries();
    expect([posts.length, row(id)?.state]).toEqual([1, "delivered"]);
  });

  it("no delivery that ends without a POST", async () => {
    const { enqueue, poll, row, retries } = await delivering([OK], { active: false, timeoutSeconds: 60 });
    const id = enqueue();
    await poll();
    expect([row(id)?.state, retries.size()]).toEqual(["skipped", 0]);
  });
});

describe("a message that is handed over", () => {
  it("has the same task, and the subscription as its group", async () => {
    const { enqueue, poll, pass, retries, row, subscription } = await delivering([{ status: 500 }]);
    const deliveryId = enqueue("evt_1", { run: 2, trigger: "replay", replayId: "rpl_1", queuedAt: "then" });
    await poll();
    pass(30);
    const [message] = retries.receive(1);
    expect(message?.groupId).toBe(subscription.id);
    const task = { deliveryId, run: 2, trigger: "replay", replayId: "rpl_1", queuedAt: "then", round: 0 };
    expect(decodeTask(String(message?.body))).toMatchObject(task);
    expect(row(deliveryId)).toMatchObject({ run: 2, attempts: 1 });
  });

  it("waits the rest in the patient lane, if SQS can't delay it for so long", async () => {
    const answers = [{ status: 502, retryAfter: "2300" }, OK];
    const { enqueue, poll, pollRetries, pass, posts, row, nextRetryInSeconds } = await delivering(answers);
    const id = enqueue();
    await poll();
    expect(nextRetryInSeconds()).toBe(900);
    pass(900);
    await pollRetries();
    expect([posts.length, nextRetryInSeconds()]).toEqual([1, 1400]);
    pass(1400);
    await pollRetries();
    expect(row(id)).toMatchObject({ state: "delivered", attempts: 2 });
  });
});

describe("a hand-over that fails", () => {
  it.each(["before", "after"] as const)("%s it took effect costs the delivery no attempt", async (when) => {
    const failing = await delivering([{ status: 500 }]);
    const { enqueue, poll, pollRetries, pass, posts, row, deliveries, retries, deadLetters, settle, world } = failing;
    const id = enqueue();
    world.faults.failNext("send", { when });
    await poll();
    expect([row(id)?.attempts, deliveries.size(), retries.size()]).toEqual([1, 1, when === "after" ? 1 : 0]);
    pass(5);
    await poll();
    expect([posts.length, row(id)?.attempts, deliveries.size()]).toEqual([1, 1, 0]);
    expect(retries.nextVisibleAtMs()).toBe(Date.parse(String(row(id)?.nextAttemptAt)));
    for (let polls = 0; polls < 10 && retries.size() > 0; polls++) {
      pass(2500);
      await pollRetries();
    }
    await pollOnce(deadLetters, settle);
    expect(row(id)).toMatchObject({ state: "exhausted", attempts: 4 });
    expect([posts.length, retries.size(), deadLetters.size()]).toEqual([4, 0, 0]);
  });

  it("for a slow endpoint is tried again", async () => {
    const { enqueue, poll, pass, markSlow, posts, row, deliveries, retries, world } = await delivering();
    markSlow();
    const id = enqueue();
    world.faults.failNext("send", { when: "before" });
    await poll();
    expect([row(id), deliveries.size(), retries.size()]).toEqual([undefined, 1, 0]);
    pass(5);
    await poll();
    expect([posts.length, row(id), deliveries.size(), retries.size()]).toEqual([0, undefined, 0, 1]);
  });
});

it("a crash after the record and before the hand-over: the next receive hands over without a POST", async () => {
  const failing = await delivering([{ status: 500 }, OK]);
  const { enqueue, poll, pollRetries, pass, posts, row, deliveries, retries, deliverPorts } = failing;
  const id = enqueue();
  const dying = { sendLater: vi.fn(() => new Promise<never>(() => undefined)) };
  void pollOnce(deliveries, deliverHandler({ ...deliverPorts, retries: dying }));
  await vi.waitFor(() => expect(dying.sendLater).toHaveBeenCalledOnce());
  expect([row(id)?.attempts, retries.size(), await poll()]).toEqual([1, 0, 0]);
  pass(QUICK_VISIBILITY_SECONDS);
  await poll();
  expect([posts.length, deliveries.size(), retries.size()]).toEqual([1, 0, 1]);
  await pollRetries();
  expect(row(id)).toMatchObject({ state: "delivered", attempts: 2 });
  expect([posts.length, retries.size()]).toEqual([2, 0]);
});
