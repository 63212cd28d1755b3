import { describe, expect, it } from "vitest";
import { heldUntried } from "../../../lib/core/delivery/lifecycle.ts";
import { requeueLost } from "../../../lib/core/delivery/lost-deliveries.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryHealthStore } from "../../support/memory/memory-health.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { memoryLaterMatchWriter } from "../../support/memory/memory-replays.ts";
import { memorySecrets } from "../../support/memory/memory-secrets.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../../support/memory/memory-tenants.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-01-01T00:00:00Z");

/** A tenant with a subscription whose receiver answers as told. */
async function losing(status = 200, fields: Partial<Subscription> = {}, retentionDays = 30) {
  let nowMs = START_MS;
  const now = () => nowMs;
  const posts: string[] = [];
  const sender = {
    send: async ({ headers }: { headers: Record<string, string> }) => {
      posts.push(headers["webhook-id"] ?? "");
      return { startedAtMs: nowMs, status, timings: { total: 1 }, excerpt: "" };
    },
  };
  const pipeline = memoryPipeline({ now, sender });
  const { world, deliveries, retries } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  const createdAt = new Date(START_MS).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt });
  const base = subscriptionOf({ events: ["*"], ...fields });
  const owner = { tenantId: "acme", subscriptionId: base.id };
  const subscription = { ...base, secret: await memorySecrets(world).store(owner, standard.generateSecret()) };
  world.subscriptions.put(`acme/${base.id}`, subscription);
  const forgotten: string[] = [];
  const requeue = requeueLost({
    tenants: memoryTenantStore(world),
    subscriptions: memorySubscriptionStore(world),
    log: memoryLogReader(world),
    standings: memoryHealthStore(world),
    onForgotten: ({ subscriptionId }) => forgotten.push(subscriptionId),
    editor: memoryDeliveryEditor(world),
    queue: pipeline.ingestPorts.queue,
    retentionDays,
    now,
  });
  return {
    world,
    subscription,
    forgotten,
    posts,
    deliveries,
    async send(): Promise<string> {
      const body = JSON.stringify({ type: "a", data: {} });
      const answer = await pipeline.ingest(
        httpRequest({ route: "POST /api/v1/events", key, body }),
        invocationContext(),
      );
      const { id } = JSON.parse(answer?.body ?? "{}");
      return deliveryId(id.slice("evt_".length), subscription.id);
    },
    poll: () => pollOnce(deliveries, pipeline.deliver),
    row: (id: string) => world.deliveries.get(id),
    /** Takes all messages out of the queues, as SQS does after 14 days. */
    lose() {
      nowMs += 3_600_000;
      return [deliveries, retries].flatMap((queue) => {
        const lost = queue.receive(100);
        for (const { messageId } of lost) queue.remove(messageId);
        return lost;
      });
    },
    pass(days: number) {
      nowMs += days * DAY_MS;
    },
    /** Looks for lost deliveries in each hour of a day. */
    async day(): Promise<number[]> {
      const found = [];
      for (let hour = 0; hour < 24; hour++) found.push(await requeue(hour, () => false));
      return found.filter((count) => count > 0);
    },
  };
}

describe("a delivery whose message was lost", () => {
  it.each([
    ["that was never tried", 0],
    ["that waits for a retry", 1],
  ])("%s is queued again once, 15 days later and no earlier", async (_name, polls) => {
    const { send, poll, lose, pass, day, row, posts, deliveries } = await losing(polls ? 500 : 200);
    const id = await send();
    for (let n = 0; n < polls; n++) await poll();
    expect(row(id)?.state).toBe(polls ? "retrying" : undefined);
    expect(lose()).toHaveLength(1);
    pass(14.9);
    expect([await day(), deliveries.size()]).toEqual([[], 0]);
    pass(0.2);
    expect([await day(), deliveries.size(), row(id)]).toMatchObject([[1], 1, { state: "pending", run: 1 }]);
    expect([await day(), deliveries.size()]).toEqual([[], 1]);
    await poll();
    expect([posts.length, row(id)?.run, row(id)?.attempts]).toEqual([polls + 1, 1, polls + 1]);
  });

  it("is queued again if its match was decided later, and is the only one of its event", async () => {
    const { send, lose, pass, day, world, deliveries } = await losing();
    await send();
    lose();
    const [event] = world.events.values();
    if (!event) throw new Error("there is an event");
    const { tenantId, incarnation, ulid, receivedAt, subscriptionIds } = event;
    const place = `${tenantId}~${incarnation}/${ulid}`;
    const [subscriptionId = ""] = subscriptionIds;
    world.events.put(place, { ...event, subscriptionIds: [], undecidedIds: subscriptionIds }, receivedAt);
    const match = { tenantId, incarnation, ulid, subscriptionId, types: ["a"] };
    world.laterMatches.put(`${place}/${subscriptionId}`, match, receivedAt);
    pass(15.1);
    expect([await day(), deliveries.size()]).toEqual([[1], 1]);
  });

  it("is not POSTed a second time when its message turns up late", async () => {
    const { send, poll, lose, pass, day, posts, deliveries } = await losing();
    await send();
    const [late] = lose();
    pass(15.5);
    await day();
    deliveries.send(late?.body ?? "");
    while ((await poll()) > 0) pass(0.1);
    expect([posts.length, deliveries.size()]).toEqual([1, 0]);
  });

  it("is found after a retry by hand or a replay, too, when its event is older than the window", async () => {
    const { send, pass, day, row, world } = await losing();
    const id = await send();
    pass(10);
    const updatedAt = new Date(START_MS + 10 * DAY_MS).toISOString();
    const event = world.events.values()[0];
    const waiting = { run: 2, state: "pending", attempts: 4, attemptsBeforeRun: 4, trigger: "manual", updatedAt };
    const { tenantId = "", id: eventId = "", type = "", receivedAt = "", subscriptionIds = [] } = event ?? {};
    const what = { id, tenantId, eventId, type, createdAt: receivedAt, subscriptionId: subscriptionIds[0] ?? "" };
    world.deliveries.put(id, { ...what, ...waiting } as Delivery);
    pass(10);
    expect(await day()).toEqual([]);
    pass(5.5);
    expect([await day(), row(id)]).toMatchObject([[1], { run: 3, state: "pending" }]);
  });

  it.each([
    ["a pull subscription", { pull: true }],
    ["an inactive subscription", { active: false }],
  ] as const)("is not what waits for %s", async (_name, fields) => {
    const { send, pass, day, deliveries } = await losing(200, fields);
    await send();
    pass(16);
    expect([await day(), deliveries.size()]).toEqual([[], 0]);
  });

  it("is not one that has ended", async () => {
    const { send, poll, pass, day } = await losing();
    await send();
    await poll();
    pass(16);
    expect(await day()).toEqual([]);
  });

  it("is queued again when its match was undecided when the event came in", async () => {
    const { send, lose, pass, day, row, world } = await losing();
    const id = await send();
    const [event] = world.events.values();
    if (!event) throw new Error("no event");
    const [subscriptionId = ""] = event.subscriptionIds;
    const undecided = { ...event, subscriptionIds: [], undecidedIds: [subscriptionId] };
    world.events.put(`acme~ABCDEFGH/${event.ulid}`, undecided);
    const { tenantId, incarnation, ulid, type } = event;
    const match = { tenantId, incarnation, ulid, subscriptionId, types: [type] };
    await memoryLaterMatchWriter(world).putLaterMatches([match]);
    lose();
    pass(15.5);
    expect([await day(), row(id)]).toMatchObject([[1], { state: "pending", run: 1 }]);
  });

  it("is queued again although the search fails for another tenant", async () => {
    const { send, lose, pass, day, row, world } = await losing();
    const id = await send();
    lose();
    pass(15.5);
    const createdAt = new Date(START_MS + DAY_MS).toISOString();
    // The ids have the same letters, so both tenants have their turn in the same hour. The later one is listed first.
    world.tenants.put("amce", { id: "amce", incarnation: "ABCDEFGH", name: "Amce", version: 1, createdAt });
    world.faults.failNext("listSubscriptions", { when: "before" });
    await expect(day()).rejects.toThrow("injected into listSubscriptions");
    expect(row(id)).toMatchObject({ state: "pending", run: 1 });
  });

  it("is not one that has ended and whose row expires during the search", async () => {
    const { send, poll, pass, day, world } = await losing(200, {}, 16);
    const id = await send();
    await poll();
    pass(15.97);
    world.deliveries.delete(id);
    expect(await day()).toEqual([]);
  });

  it("isn't queued once its event is gone or erased", async () => {
    const { send, lose, pass, day, world } = await losing();
    await send();
    const [event] = world.events.values();
    if (event) world.events.put(`acme~ABCDEFGH/${event.ulid}`, { ...event, contentErasedAt: event.receivedAt });
    lose();
    pass(15.5);
    expect(world.events.values()).toHaveLength(1);
    expect(await day()).toEqual([]);
  });

  it("isn't queued while it is held, but its release begins if nothing is due", async () => {
    const { send, lose, pass, day, world, row, forgotten, subscription } = await losing();
    const id = await send();
    const [event] = world.events.values();
    if (!event) throw new Error("no event");
    world.deliveries.put(id, heldUntried(event, subscription.id, "breaker"));
    lose();
    pass(15.5);
    expect([await day(), row(id)?.state, forgotten]).toEqual([[], "held", [subscription.id]]);
    expect(world.health.get(subscription.id)?.release).toBeDefined();
    expect([await day(), forgotten.length]).toEqual([[], 1]);
  });

  it("leaves deliveries alone that are held in an ordered lane, which is due at some time", async () => {
    const { send, lose, pass, day, world, row, forgotten, subscription } = await losing(200, { ordered: true });
    const id = await send();
    const [event] = world.events.values();
    if (!event) throw new Error("no event");
    world.deliveries.put(id, heldUntried(event, subscription.id, "order"));
    lose();
    pass(15.5);
    expect([await day(), row(id)?.state, forgotten]).toEqual([[], "held", []]);
    expect(world.health.get(subscription.id)).toBeUndefined();
  });
});
