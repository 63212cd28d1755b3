import { describe, expect, it } from "vitest";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { Delivery, HeldFor } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { busEventText } from "../../support/bus-event.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** The tenant `acme` with two subscriptions, of which the second holds. */
function holding(fields: Partial<Subscription> = {}) {
  let nowMs = NOW;
  const pipeline = memoryPipeline({ now: () => nowMs, sender });
  const { world, deliveries, ingest, intake } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const [sent, held] = [subscriptionOf(), subscriptionOf(fields)];
  for (const one of [sent, held]) world.subscriptions.put(`acme/${one.id}`, one);
  const hold = (reasons: Record<string, HeldFor>) => world.holds.put("acme", reasons);
  hold({ [held.id]: "breaker" });
  return {
    world,
    sent,
    held,
    hold,
    pass: (ms: number) => {
      nowMs += ms;
    },
    async post(body: object) {
      const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body) });
      const answer = await ingest(request, invocationContext());
      return { status: answer.statusCode, body: JSON.parse(answer.body ?? "null") };
    },
    async fromBus() {
      intake.send(busEventText({ tenantId: "acme", data: {} }));
      await pollOnce(intake, ingest);
    },
    queued: () =>
      deliveries.receive(1000).flatMap(({ body }) => {
        const task = decodeTask(body);
        return task ? [task.subscriptionId] : [];
      }),
    row: (): Delivery | undefined => world.deliveries.values().find(({ subscriptionId }) => subscriptionId === held.id),
  };
}

const event = { id: "order-1", type: "a", data: {} };

describe("a delivery to a subscription that holds", () => {
  it("is recorded as held, isn't queued, and counts as a delivery", async () => {
    const { post, queued, row, sent } = holding();
    expect((await post(event)).body).toMatchObject({ deliveries: 2, duplicate: false });
    expect(queued()).toEqual([sent.id]);
    expect(row()).toMatchObject({ state: "held", heldFor: "breaker", holds: 1, run: 0, attempts: 0, updatedAt: AT });
  });

  it("is held too if the event comes from the bus", async () => {
    const { fromBus, queued, row, sent } = holding();
    await fromBus();
    expect([queued(), row()?.state]).toEqual([[sent.id], "held"]);
  });

  it("is skipped if the subscription is inactive", async () => {
    const { post, row } = holding({ active: false });
    expect((await post(event)).body).toMatchObject({ deliveries: 1, skipped: 1 });
    expect(row()).toMatchObject({ state: "skipped" });
    expect(row()?.heldFor).toBeUndefined();
  });

  it("stays as it is when the event is sent again", async () => {
    const { post, row, pass } = holding();
    await post(event);
    const before = row();
    pass(60_000);
    expect((await post(event)).body).toMatchObject({ deliveries: 2, duplicate: true });
    expect(row()).toEqual(before);
  });
});

describe("an event whose first try failed after it had held a delivery", () => {
  async function failed() {
    const all = holding();
    all.world.faults.failNext("putEvents", { when: "before" });
    expect((await all.post(event)).status).toBe(503);
    expect(all.row()?.state).toBe("held");
    all.queued();
    all.pass(600_000);
    return all;
  }
  const change = (all: Awaited<ReturnType<typeof failed>>, fields: Partial<Delivery>) => {
    const row = all.row();
    if (row) all.world.deliveries.put(row.id, { ...row, ...fields });
  };

  it.each(["holds", "holds no more"])("leaves the delivery to its release if the subscription %s", async (how) => {
    const all = await failed();
    const before = all.row();
    if (how === "holds no more") all.hold({});
    await all.post(event);
    // The release waits for the event a little longer.
    const updatedAt = new Date(Date.parse(AT) + 600_000).toISOString();
    expect(all.row()).toEqual({ ...before, updatedAt });
  });

  it("holds it again if it was given up", async () => {
    const all = await failed();
    change(all, { state: "cancelled", eventMissing: true, heldFor: undefined, holds: undefined });
    await all.post(event);
    expect(all.row()).toMatchObject({ state: "held", heldFor: "breaker", holds: 1 });
    expect(all.row()?.eventMissing).toBeUndefined();
  });

  it("queues it if it was given up, and nothing holds any more", async () => {
    const all = await failed();
    change(all, { state: "cancelled", eventMissing: true, heldFor: undefined, holds: undefined });
    all.hold({});
    await all.post(event);
    expect(all.queued()).toContain(all.held.id);
  });

  it("leaves it cancelled if a person cancelled it", async () => {
    const all = await failed();
    change(all, { state: "cancelled", heldFor: undefined });
    await all.post(event);
    expect(all.row()?.state).toBe("cancelled");
  });

  it.each(["pending", "delivered"] as const)("leaves it alone if it was released and is %s", async (state) => {
    const all = await failed();
    change(all, { state, heldFor: undefined });
    await all.post(event);
    expect(all.row()).toMatchObject({ state, holds: 1 });
  });
});

it("a message of a first try is stale once a second try has held its delivery", async () => {
  const all = holding();
  all.hold({});
  all.world.faults.failNext("putEvents", { when: "before" });
  await all.post(event);
  all.hold({ [all.held.id]: "paused" });
  await all.post(event);
  const [claim] = all.world.claims.values();
  expect(all.row()).toMatchObject({ id: deliveryId(claim?.ulid ?? newUlid(NOW), all.held.id), holds: 1 });
});
