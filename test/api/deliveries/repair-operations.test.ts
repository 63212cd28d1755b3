import { describe, expect, it } from "vitest";
import { repairOperations } from "../../../lib/api/deliveries/repair-operations.ts";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { startRuns } from "../../../lib/core/delivery/runs.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { Refusal } from "../../../lib/core/errors.ts";
import { deliveryId, eventIdOf, eventUlidOf } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { capturingLogger } from "../../support/capturing.ts";
import { tenantOf } from "../../support/contracts/sample-records.ts";
import { requestFor } from "../../support/endpoint-request.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { eventNamed, forgetEvent, keepEvent } from "../../support/memory/kept-events.ts";
import { memoryAuditLog } from "../../support/memory/memory-audit.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { memoryDeliveryQueue } from "../../support/memory/memory-queue-ports.ts";
import { memorySecrets } from "../../support/memory/memory-secrets.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";

const failing: Partial<SendResult> = { status: 500 };
const ok: Partial<SendResult> = { status: 200 };

/** The pipeline and the repair of what it did, with a receiver whose answers can be changed. */
async function repairing(fields: Partial<Subscription> = {}) {
  let nowMs = Date.parse("2026-01-01T00:00:00.000Z");
  const now = () => nowMs;
  const posts: SendRequest[] = [];
  const receiver = { answer: failing, during: async () => undefined as unknown };
  const sender = {
    send: async (request: SendRequest): Promise<SendResult> => {
      posts.push(request);
      const startedAtMs = nowMs;
      await receiver.during();
      return { startedAtMs, timings: { total: 1 }, excerpt: "", ...receiver.answer };
    },
  };
  const pipeline = memoryPipeline({ now, sender });
  const { world, wakes, deliveries, retries, deadLetters } = pipeline;
  const logger = capturingLogger();
  const queues = [deliveries, retries, deadLetters];
  const createdAt = new Date(nowMs).toISOString();
  const { keyId, secretHash, text } = newApiKey("acme");
  world.tenants.put("acme", tenantOf({ id: "acme", version: 1, createdAt }));
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt });
  const base = subscriptionOf(fields);
  const owner = { tenantId: "acme", subscriptionId: base.id };
  const secret = await memorySecrets(world).store(owner, standard.generateSecret());
  const put = (change: Partial<Subscription>) => {
    world.subscriptions.put(`acme/${base.id}`, { ...base, secret, ...change });
    const tenant = world.tenants.get("acme");
    if (tenant) world.tenants.put("acme", { ...tenant, version: tenant.version + 1 });
  };
  put({});

  const ports = {
    log: memoryLogReader(world),
    subscriptions: memorySubscriptionStore(world),
    queue: memoryDeliveryQueue(deliveries, world.faults),
    editor: memoryDeliveryEditor(world),
    wakes: wakes.port,
    audit: memoryAuditLog(world),
    logger,
    now,
  };
  const { retryDelivery: retry, cancelDelivery: cancel } = repairOperations(ports);
  const answerOf = async (operation: typeof retry | typeof cancel, id: string, tenantId?: string) => {
    const answer = await operation(requestFor(id, tenantId)).catch((error: unknown) => {
      if (error instanceof Refusal) return { statusCode: error.status, body: JSON.stringify(error.message) };
      throw error;
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const send = async (): Promise<string> => {
    const request = httpRequest({ route: "POST /api/v1/events", key: text, body: '{"type":"a","data":{"n":1.0}}' });
    const { id } = JSON.parse((await pipeline.ingest(request, invocationContext()))?.body ?? "{}");
    return deliveryId(id.slice("evt_".length), base.id);
  };
  /** Lets the queues run until they are empty. */
  const settle = async () => {
    for (let step = 0; step < 100 && queues.some((queue) => queue.size() > 0); step++) {
      await pollOnce(deliveries, pipeline.deliver);
      await pollOnce(retries, pipeline.retry);
      await pollOnce(deadLetters, pipeline.settle);
      const due = queues.flatMap((queue) => queue.nextVisibleAtMs() ?? []);
      if (due.length > 0) nowMs = Math.max(nowMs, Math.min(...due));
    }
  };
  return {
    ...pipeline,
    ports,
    posts,
    receiver,
    put,
    send,
    settle,
    poll: () => pollOnce(deliveries, pipeline.deliver),
    retry: (id: string, tenantId?: string) => answerOf(retry, id, tenantId),
    cancel: (id: string, tenantId?: string) => answerOf(cancel, id, tenantId),
    row: (id: string): Delivery | undefined => world.deliveries.get(id),
    triggers: () => {
      const made = world.attempts.values().map(({ attempt }) => attempt);
      return made.sort((a, b) => a.number - b.number).map(({ number, trigger }) => [number, trigger]);
    },
    subscriptionId: base.id,
    wakes: wakes.queue,
    lines: logger.lines,
  };
}

describe("a retry", () => {
  it("of an exhausted delivery gives it its whole retry policy again", async () => {
    const { send, settle, retry, row, posts, triggers, world } = await repairing({ maxRetries: 1 });
    const id = await send();
    await settle();
    const { createdAt } = row(id) ?? {};
    expect(row(id)).toMatchObject({ state: "exhausted", attempts: 2, run: 0 });
    const { status, body } = await retry(id);
    expect([status, body.state, body.run, body.trigger, body.attemptCount]).toEqual([202, "pending", 1, "manual", 2]);
    await settle();
    expect(row(id)).toMatchObject({ state: "exhausted", attempts: 4, run: 1, attemptsBeforeRun: 2, createdAt });
    expect(triggers()).toEqual([
      [1, "scheduled"],
      [2, "scheduled"],
      [3, "manual"],
      [4, "manual"],
    ]);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(world.announced).toHaveLength(2);
  });

  it("waits as the policy says, from the start", async () => {
    const { send, settle, retry, poll, row } = await repairing({ maxRetries: 2 });
    const id = await send();
    await settle();
    await retry(id);
    await poll();
    const { updatedAt = "", nextAttemptAt = "" } = row(id) ?? {};
    expect(Date.parse(nextAttemptAt) - Date.parse(updatedAt)).toBe(30_000);
  });

  it("succeeds once the receiver is up again, with the data as it came in", async () => {
    const { send, settle, retry, row, receiver, posts } = await repairing();
    const id = await send();
    await settle();
    receiver.answer = ok;
    await retry(id);
    await settle();
    expect(row(id)).toMatchObject({ state: "delivered", run: 1, attempts: 5 });
    expect(String(posts.at(-1)?.body)).toContain('{"n":1.0}');
  });

  it("replaces a run that is still under way: the old message is stale", async () => {
    const { send, settle, retry, poll, row, posts, deliveries, retries } = await repairing();
    const id = await send();
    await poll();
    expect(row(id)?.state).toBe("retrying");
    await retry(id);
    expect([deliveries.size(), retries.size()]).toEqual([1, 1]);
    await settle();
    expect(row(id)).toMatchObject({ state: "exhausted", run: 1, attempts: 5, attemptsBeforeRun: 1 });
    expect(posts).toHaveLength(5);
  });

  it.each(["delivered", "skipped", "cancelled", "pending"] as const)(
    "works for a delivery that is %s",
    async (state) => {
      const { send, settle, retry, cancel, row, receiver, put, posts } = await repairing({
        active: state !== "skipped",
      });
      receiver.answer = ok;
      const id = await send();
      if (state === "delivered") await settle();
      if (state === "cancelled") await cancel(id);
      put({ active: true });
      const before = posts.length;
      expect(row(id)?.state).toBe(state === "pending" ? undefined : state);
      expect((await retry(id)).status).toBe(202);
      await settle();
      expect([row(id)?.state, row(id)?.run, posts.length - before]).toEqual(["delivered", 1, 1]);
    },
  );

  it("that crashes before it writes the row still begins, and the log says nothing untrue until then", async () => {
    const { send, settle, retry, row, receiver, world } = await repairing();
    const id = await send();
    await settle();
    receiver.answer = ok;
    world.faults.failNext("replaceDeliveries", { when: "before", error: new Error("crash") });
    await expect(retry(id)).rejects.toThrow("crash");
    expect(row(id)?.state).toBe("exhausted");
    await settle();
    expect(row(id)).toMatchObject({ state: "delivered", run: 1, trigger: "manual" });
  });

  it("that can't be queued changes nothing", async () => {
    const { send, settle, retry, row, world } = await repairing();
    const id = await send();
    await settle();
    const before = row(id);
    world.faults.failNext("send", { when: "before" });
    await expect(retry(id)).rejects.toThrow("injected");
    expect(row(id)).toEqual(before);
  });

  it("begun while a POST of the old run is under way is not changed if that POST fails", async () => {
    const { send, poll, settle, retry, row, receiver, world, triggers } = await repairing({ maxRetries: 1 });
    const id = await send();
    receiver.during = async () => {
      receiver.during = async () => undefined;
      await retry(id);
      expect(row(id)).toMatchObject({ state: "pending", run: 1, attempts: 0 });
    };
    await poll();
    // The old run's attempt is on record, and takes none of the new run's.
    expect(row(id)).toMatchObject({ state: "pending", run: 1, attempts: 1, attemptsBeforeRun: 1 });
    await settle();
    expect(row(id)).toMatchObject({ state: "exhausted", run: 1, attempts: 3 });
    expect(triggers()).toEqual([
      [1, "scheduled"],
      [2, "manual"],
      [3, "manual"],
    ]);
    expect(world.announced).toHaveLength(1);
  });

  it.each<[string, (r: Awaited<ReturnType<typeof repairing>>, id: string) => void]>([
    [
      "its subscription is deleted",
      ({ world, subscriptionId }) => void world.subscriptions.delete(`acme/${subscriptionId}`),
    ],
    ["its subscription is inactive", ({ put }) => put({ active: false })],
    ["its event is no longer kept", ({ world }, id) => forgetEvent(world, eventOf(id))],
    [
      "its event's content was erased",
      ({ world }, id) => {
        const event = eventNamed(world, eventOf(id));
        if (event) keepEvent(world, { ...event, contentErasedAt: event.receivedAt });
      },
    ],
    [
      "it has been tried too often",
      ({ world }, id) => {
        const row = world.deliveries.get(id);
        if (row) world.deliveries.put(id, { ...row, attempts: 9001 });
      },
    ],
  ])("is rejected with 409 if %s", async (_case, prepare) => {
    const world = await repairing({ maxRetries: 0 });
    const id = await world.send();
    await world.settle();
    prepare(world, id);
    expect((await world.retry(id)).status).toBe(409);
    expect([world.deliveries.size(), world.row(id)?.run]).toEqual([0, 0]);
  });

  it("of another tenant's delivery, or of an unknown delivery, is 404", async () => {
    const { send, settle, retry, cancel } = await repairing();
    const id = await send();
    expect([(await retry(id, "other")).status, (await cancel(id, "other")).status]).toEqual([404, 404]);
    await settle();
    expect([(await retry(id, "other")).status, (await retry("dlv_none")).status]).toEqual([404, 404]);
    expect((await retry(id.replace("dlv_", "dlv_x"))).status).toBe(404);
  });
});

const eventOf = (id: string): string => eventIdOf(eventUlidOf({ id }));

describe("cancelling", () => {
  it("an untried delivery keeps it from being sent", async () => {
    const { send, settle, cancel, row, posts } = await repairing();
    const id = await send();
    const { status, body } = await cancel(id);
    expect([status, body.state]).toEqual([200, "cancelled"]);
    await settle();
    expect([posts.length, row(id)?.state]).toEqual([0, "cancelled"]);
  });

  it("a delivery that waits for its next attempt ends it", async () => {
    const { send, poll, settle, cancel, row, posts } = await repairing();
    const id = await send();
    await poll();
    await cancel(id);
    await settle();
    expect([posts.length, row(id)?.state, row(id)?.nextAttemptAt]).toEqual([1, "cancelled", undefined]);
  });

  it("during a POST that succeeds leaves the delivery cancelled, and records the attempt", async () => {
    const { send, poll, cancel, row, receiver, triggers } = await repairing();
    const id = await send();
    receiver.answer = ok;
    receiver.during = async () => expect((await cancel(id)).status).toBe(200);
    await poll();
    expect([row(id)?.state, triggers()]).toEqual(["cancelled", [[1, "scheduled"]]]);
  });

  it("during a POST that fails leaves the delivery cancelled, and records the attempt", async () => {
    const { send, poll, cancel, row, receiver, triggers, deliveries, settle } = await repairing();
    const id = await send();
    receiver.during = () => cancel(id);
    await poll();
    expect([row(id)?.state, triggers()]).toEqual(["cancelled", [[1, "scheduled"]]]);
    await settle();
    expect(deliveries.size()).toBe(0);
  });

  it("lets the deliveries behind it go on if its subscription is ordered", async () => {
    const { send, poll, cancel, put, wakes, subscriptionId } = await repairing();
    const [first, second] = [await send(), await send()];
    await poll();
    await cancel(first);
    const untried = await send();
    put({ ordered: true });
    await cancel(untried);
    expect(wakes).toEqual([]);
    await cancel(second);
    expect(wakes).toEqual([{ tenantId: "acme", subscriptionId }]);
  });

  it("succeeds even if the deliveries behind it can't go on at once", async () => {
    const { send, poll, cancel, put, world, lines } = await repairing();
    const id = await send();
    await poll();
    put({ ordered: true });
    world.faults.failNext("sendWakes", { when: "before" });
    expect((await cancel(id)).body.state).toBe("cancelled");
    expect(lines).toMatchObject([{ level: "ERROR", id }]);
  });

  it("a delivery that has ended is rejected with 409", async () => {
    const { send, settle, cancel } = await repairing();
    const id = await send();
    await settle();
    expect((await cancel(id)).status).toBe(409);
  });

  it("whose write had a lost answer is not rejected", async () => {
    const { send, poll, cancel, row, world, ports } = await repairing();
    const id = await send();
    await poll();
    const { replaceDeliveries } = ports.editor;
    ports.editor.replaceDeliveries = async (changes) => {
      await replaceDeliveries(changes);
      ports.editor.replaceDeliveries = replaceDeliveries;
      return changes.map(() => false);
    };
    expect([(await cancel(id)).status, row(id)?.state]).toEqual([200, "cancelled"]);
    expect(world.deliveries.values()).toHaveLength(1);
  });
});

describe("runs of a replay", () => {
  it("are started once each, however often the replay repeats its request", async () => {
    const { send, settle, ports, deliveries, world } = await repairing({ maxRetries: 0 });
    const ids = [await send(), await send(), await send()];
    await settle();
    const wanted = world.events.values().map((event) => ({ event, subscriptionId: event.subscriptionIds[0] ?? "" }));
    const start = startRuns(ports);
    const cause = { trigger: "replay", replayId: "rpl_1" } as const;
    expect(await start(wanted.slice(0, 2), cause)).toHaveLength(2);
    expect(await start(wanted, cause)).toHaveLength(1);
    expect(await start(wanted, cause)).toHaveLength(0);
    const tasks = deliveries.receive(10).map(({ body }) => decodeTask(body));
    expect(tasks.map((task) => task?.deliveryId).sort()).toEqual(ids.toSorted());
    expect(tasks[0]).toMatchObject({ run: 1, trigger: "replay", replayId: "rpl_1", attemptsBefore: 1 });
    expect(world.deliveries.values()).toMatchObject(ids.map(() => ({ state: "pending", replayId: "rpl_1" })));
  });
});
