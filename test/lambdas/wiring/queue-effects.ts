import { expect, vi } from "vitest";
import { deliveryKey } from "../../../lib/aws/dynamodb/keys/delivery-keys.ts";
import { digestKey } from "../../../lib/aws/dynamodb/keys/digest-keys.ts";
import { dynamoAuditLister } from "../../../lib/aws/dynamodb/stores/audit-lister.ts";
import { dynamoDeadLetterDesk } from "../../../lib/aws/dynamodb/stores/dead-letter-desk.ts";
import { dynamoDeliveryRecorder } from "../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoHealthStore } from "../../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoLaneStore } from "../../../lib/aws/dynamodb/stores/lane-store.ts";
import { dynamoReplayStore } from "../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSecretIntents } from "../../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoSubscriptionStore } from "../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTenantStore } from "../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { heldUntried } from "../../../lib/core/delivery/lifecycle.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import { pageEncoder } from "../../../lib/core/fan-out/page.ts";
import { opened } from "../../../lib/core/health/breaker.ts";
import type { Standing } from "../../../lib/core/health/health.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { encodeWake } from "../../../lib/core/health/wake-message.ts";
import { newId, newUlid } from "../../../lib/core/ids.ts";
import type { DeliveryState } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { newReplay } from "../../../lib/core/replay/replay.ts";
import { encodeSlice } from "../../../lib/core/replay/replay-message.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import {
  DAY_MS,
  deliveryAt,
  eventAt,
  iso,
  sampleTask,
  subscriptionAt,
} from "../../support/contracts/sample-records.ts";
import type { Effects } from "./effects.ts";
import { VALUES } from "./environments.ts";
import { addressEffects, receiving } from "./receiving.ts";
import { ADMIN, type Changes, type Wires } from "./wired.ts";

interface Entry {
  VisibilityTimeout: number;
  EventBusName: string;
}

/** The first entry of the first batch of an action. */
const entryOf = ({ called }: Wires, action: string): Entry => (called(action, "Entries")[0] as Entry[])[0] as Entry;

/** Settles a dead letter of a delivery in a state. */
async function settle(wires: Wires, state?: DeliveryState, fields: Partial<DeliveryTask> = {}, changes?: Changes) {
  const { tenantId } = await wires.tenant();
  const subscription = subscriptionAt(tenantId, Date.now());
  const delivery = deliveryAt(subscription, Date.now(), { state });
  if (state) await dynamoDeliveryRecorder(wires.table).record([{ before: undefined, delivery }]);
  const sample = sampleTask(tenantId);
  // An event from before its tenant was created would be a predecessor's.
  const event = { ...sample.event, ulid: newUlid(Date.now() + 1_000) };
  const task = { ...sample, event, deliveryId: delivery.id, subscriptionId: subscription.id, ...fields };
  await wires.poll("settle", [encodeTask(task)], changes);
  return { deliveryId: delivery.id, subscriptionId: subscription.id };
}

/** Decides about a subscription that matches. */
async function decide(wires: Wires, changes?: Changes) {
  const { tenantId, incarnation } = await wires.tenant();
  const subscription = subscriptionAt(tenantId, Date.now());
  await dynamoSubscriptionStore(wires.table).createSubscription(subscription, incarnation);
  const event = { ...sampleTask(tenantId).event, ulid: newUlid(Date.now()) };
  const page = { event, incarnation, subscriptionIds: [subscription.id], undecided: true as const };
  const kept = await wires.poll("fan-out", [pageEncoder()(page)], changes);
  return { kept, tenantId };
}

/** Does a slice of a replay of two deliveries, one in a second. */
async function replay(wires: Wires, changes?: Changes, fields: Partial<Subscription> = {}) {
  const { tenantId, incarnation } = await wires.tenant();
  const of = { tenantId, incarnation };
  const subscription = { ...subscriptionAt(tenantId, Date.now()), ...fields };
  await dynamoSubscriptionStore(wires.table).createSubscription(subscription, incarnation);
  for (const agoMs of [60_000, 50_000]) {
    const delivery = deliveryAt(subscription, Date.now() - agoMs, { state: "exhausted" });
    const ulid = delivery.id.slice(4, 30);
    const event = eventAt(tenantId, Date.now(), { id: delivery.eventId, ulid, subscriptionIds: [subscription.id] });
    await dynamoEventWriter(wires.table).putEvents([event]);
    await dynamoDeliveryRecorder(wires.table).record([{ before: undefined, delivery }]);
  }
  const span = { since: iso(Date.now() - DAY_MS), until: iso(Date.now()) };
  const scope = { ...of, subscriptionId: subscription.id, ...span, states: ["exhausted" as const] };
  const made = newReplay({ ...scope, includeUnmatched: false }, 1, Date.now());
  await dynamoReplayStore(wires.table).createReplay(made);
  const kept = await wires.poll("replay", [encodeSlice({ ...of, replayId: made.id, slice: made.slice })], changes);
  return { kept, id: made.id };
}

/** Looks for a delivery of 16 days ago, in each hour of a day. Resolves with the queues that it was sent to. */
async function recover(wires: Wires, changes?: Changes): Promise<unknown[]> {
  const { tenantId, incarnation } = await wires.tenant();
  const subscription = subscriptionAt(tenantId, Date.now());
  const event = eventAt(tenantId, Date.now() - 16 * DAY_MS, { incarnation, subscriptionIds: [subscription.id] });
  await dynamoEventWriter(wires.table).putEvents([event]);
  const start = Date.now();
  const queues: unknown[] = [];
  const clock = vi.spyOn(Date, "now");
  for (let hour = 0; hour < 24; hour++) {
    clock.mockReturnValue(start + hour * 3_600_000);
    await wires.invoke("recover", {}, changes);
    const bodies = wires.called("SendMessageBatch", "Entries").flat() as { MessageBody: string }[];
    if (bodies.some(({ MessageBody }) => MessageBody.includes(event.ulid))) {
      queues.push(...wires.called("SendMessageBatch", "QueueUrl"));
    }
  }
  clock.mockRestore();
  return queues;
}

/** Deletes a new tenant by the API. */
async function remove(wires: Wires, changes?: Changes) {
  const { tenantId } = await wires.tenant();
  const { status } = await wires.http(
    "erase",
    "DELETE /api/v1/tenants/{id}",
    { key: ADMIN, params: { id: tenantId } },
    changes,
  );
  return { status, tenantId };
}

/** Deletes a tenant with a secret that nobody needs, and does the first slice of its deletion. */
async function eraseSoon(wires: Wires, changes: Changes) {
  const { tenantId } = await wires.tenant();
  const subscriptionId = newId("sub", Date.now());
  const at = iso(Date.now() - DAY_MS);
  await dynamoSecretIntents(wires.table).beginSecret({ tenantId, subscriptionId, at });
  await wires.http("erase", "DELETE /api/v1/tenants/{id}", { key: ADMIN, params: { id: tenantId } }, changes);
  await wires.poll("erase", wires.called("SendMessage", "MessageBody").map(String), changes);
  return { tenantId, subscriptionId };
}

const READ = "GET /api/v1/key-ring";

/** Begins a rotation of the key ring, in a table of its own. */
async function rotate(wires: Wires, more: Changes = {}) {
  const changes = { ...more, TABLE_NAME: await wires.newTable() };
  const { status } = await wires.http("reseal", "POST /api/v1/key-ring/rotate", { key: ADMIN }, changes);
  expect(status).toBe(202);
  return changes;
}

const PATIENT = { LANE: "patient" };

/** Wakes a subscription with a held delivery. */
async function wake(wires: Wires, standing: Standing, changes?: Changes) {
  const { tenantId, incarnation } = await wires.tenant();
  const subscription = subscriptionAt(tenantId, Date.now());
  await dynamoSubscriptionStore(wires.table).createSubscription(subscription, incarnation);
  const event = eventAt(tenantId, Date.now(), { incarnation, subscriptionIds: [subscription.id] });
  await dynamoEventWriter(wires.table).putEvents([event]);
  const delivery = heldUntried(event, subscription.id, "breaker");
  await dynamoDeliveryRecorder(wires.table).record([{ before: undefined, delivery }]);
  const key = { tenantId, subscriptionId: subscription.id };
  const health = dynamoHealthStore(wires.table);
  const failures = { successes: 0, failures: 20, answers: 20, timeOuts: 0, failedDeliveries: [] };
  await dynamoHealthStore({ ...wires.table, now: () => Date.now() - 6 * DAY_MS }).count(key, failures);
  await health.count(key, failures);
  await health.replaceStanding(key, await health.getHealth(subscription.id), standing);
  await wires.poll("wake", [encodeWake(key)], changes);
  return { event, delivery };
}

const releasing = (): Standing => ({ release: releaseFrom(Date.now()) });
const openBreaker = (): Standing => ({
  breaker: { ...opened("time-outs", "connect", Date.now(), 0.5), probeDueMs: Date.now() },
});

type QueueFunction = "deliver" | "erase" | "fan-out" | "recover" | "replay" | "reseal" | "settle" | "wake";

export const queueEffects: Pick<Effects, QueueFunction> = {
  deliver: {
    async TABLE_NAME(wires) {
      const { requests, deliveryId } = await receiving(wires).deliver();
      expect([requests, await wires.keptDays(deliveryKey(deliveryId).pk)]).toEqual([1, [30]]);
      expect(await receiving(wires).deliver({ TABLE_NAME: "another-table" })).toMatchObject({ requests: 0 });
    },
    async RETENTION_DAYS(wires) {
      const { deliveryId } = await receiving(wires).deliver({ RETENTION_DAYS: "3" });
      expect(await wires.keptDays(deliveryKey(deliveryId).pk)).toEqual([3]);
    },
    async LANE(wires) {
      await receiving(wires).deliver({}, { status: 500 });
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toEqual([]);
      await receiving(wires).deliver(PATIENT, { status: 500 });
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toHaveLength(1);
    },
    async LANE_QUEUE_URL(wires) {
      await receiving(wires).deliver(PATIENT, { status: 500 });
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toEqual([VALUES.LANE_QUEUE_URL]);
    },
    async RETRIES_QUEUE_URL(wires) {
      await receiving(wires).deliver({}, { status: 500 });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.RETRIES_QUEUE_URL]);
    },
    async ORDERED_QUEUE_URL(wires) {
      expect(await receiving(wires).deliver({}, { fields: { ordered: true } })).toMatchObject({ requests: 0 });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.ORDERED_QUEUE_URL]);
    },
    async WAKES_QUEUE_URL(wires) {
      const failedDeliveries = ["a", "b", "c", "d", "e"];
      const tally = { successes: 0, failures: 9, answers: 9, timeOuts: 0, failedDeliveries };
      await receiving(wires).deliver(PATIENT, { status: 500, tally });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.WAKES_QUEUE_URL]);
    },
    async BUS_NAME(wires) {
      await receiving(wires).deliver({}, { status: 500, fields: { maxRetries: 0 } });
      expect(entryOf(wires, "PutEvents").EventBusName).toBe(VALUES.BUS_NAME);
    },
    async KEY_RING_SECRET_ID(wires) {
      await receiving(wires).deliver();
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.KEY_RING_SECRET_ID]);
    },
    async RETRY_WAITS(wires) {
      await receiving(wires).deliver({ ...PATIENT, RETRY_WAITS: "1000,2000" }, { status: 500 });
      const { VisibilityTimeout } = entryOf(wires, "ChangeMessageVisibilityBatch");
      expect(Math.abs(VisibilityTimeout - 1000)).toBeLessThan(300);
    },
    async MAX_TIMEOUT_SECONDS(wires) {
      const hurried = { fields: { timeoutSeconds: 100 }, remainingMs: 20_000 };
      expect(await receiving(wires).deliver({ ...PATIENT, MAX_TIMEOUT_SECONDS: "5" }, hurried)).toMatchObject({
        requests: 1,
      });
      expect(await receiving(wires).deliver({ ...PATIENT, MAX_TIMEOUT_SECONDS: "90" }, hurried)).toMatchObject({
        requests: 0,
      });
    },
    ...addressEffects((wires, changes, options) => receiving(wires).deliver(changes, options)),
  },

  erase: {
    async TABLE_NAME(wires) {
      expect((await remove(wires)).status).toBe(204);
      expect((await remove(wires, { TABLE_NAME: "another-table" })).status).toBe(404);
    },
    /** Only the audit entry is kept for this time. */
    async RETENTION_DAYS(wires) {
      const { tenantId } = await remove(wires, { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(tenantId)).toEqual([3]);
    },
    async DELETIONS_QUEUE_URL(wires) {
      await remove(wires);
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.DELETIONS_QUEUE_URL]);
    },
    async ERASE_AFTER_SECONDS(wires) {
      await eraseSoon(wires, { ERASE_AFTER_SECONDS: "60" });
      expect(wires.called("SendMessage", "DelaySeconds")).toEqual([60]);
      expect(wires.called("DeleteSecret", "SecretId")).toEqual([]);
    },
    async SECRET_PREFIX(wires) {
      const { tenantId, subscriptionId } = await eraseSoon(wires, { ERASE_AFTER_SECONDS: "0" });
      const name = `${VALUES.SECRET_PREFIX}${tenantId}/${subscriptionId}`;
      expect(wires.called("DeleteSecret", "SecretId")).toEqual([name]);
    },
    async ADMIN_KEY_SECRET_ID(wires) {
      expect((await remove(wires)).status).toBe(204);
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.ADMIN_KEY_SECRET_ID]);
    },
  },

  "fan-out": {
    async TABLE_NAME(wires) {
      const { tenantId } = await decide(wires);
      expect(await wires.keptDays(tenantId)).toEqual([30]);
      const elsewhere = await decide(wires, { TABLE_NAME: "another-table" });
      expect(await wires.keptDays(elsewhere.tenantId)).toEqual([]);
    },
    async RETENTION_DAYS(wires) {
      const { tenantId } = await decide(wires, { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(tenantId)).toEqual([3]);
    },
    async DELIVERIES_QUEUE_URL(wires) {
      expect((await decide(wires)).kept).toBe(0);
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.DELIVERIES_QUEUE_URL]);
    },
    async FAN_OUT_QUEUE_URL(wires) {
      expect(await wires.poll("fan-out", ["not a page"])).toBe(1);
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toEqual([VALUES.FAN_OUT_QUEUE_URL]);
    },
  },

  recover: {
    async TABLE_NAME(wires) {
      expect(await recover(wires, { TABLE_NAME: "another-table" })).toEqual([]);
    },
    async RETENTION_DAYS(wires) {
      expect(await recover(wires, { RETENTION_DAYS: "10" })).toEqual([]);
    },
    async DELIVERIES_QUEUE_URL(wires) {
      expect(new Set(await recover(wires))).toEqual(new Set([VALUES.DELIVERIES_QUEUE_URL]));
    },
    async DELETIONS_QUEUE_URL(wires) {
      const changes = { TABLE_NAME: await wires.newTable() };
      const table = { ...wires.table, name: changes.TABLE_NAME };
      const tenant = {
        id: "gone",
        incarnation: "HGFEDCBA",
        name: "Gone",
        version: 1,
        createdAt: iso(Date.now() - DAY_MS),
      };
      await dynamoTenantStore(table).createTenant(tenant);
      await dynamoTenantStore(table).deleteTenant("gone", (found) => newDeletion(found, Date.now() - DAY_MS));
      await wires.invoke("recover", {}, changes);
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.DELETIONS_QUEUE_URL]);
    },
  },

  replay: {
    async TABLE_NAME(wires) {
      expect((await replay(wires)).kept).toBe(0);
      expect((await replay(wires, { TABLE_NAME: "another-table" })).kept).toBe(1);
    },
    async RETENTION_DAYS(wires) {
      const { id } = await replay(wires, { RETENTION_DAYS: "3" });
      expect(new Set(await wires.keptDays(id))).toEqual(new Set([3]));
    },
    async DELIVERIES_QUEUE_URL(wires) {
      await replay(wires);
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.DELIVERIES_QUEUE_URL]);
    },
    async ORDERED_QUEUE_URL(wires) {
      await replay(wires, {}, { ordered: true });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.ORDERED_QUEUE_URL]);
    },
    async REPLAYS_QUEUE_URL(wires) {
      await replay(wires);
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.REPLAYS_QUEUE_URL]);
    },
  },

  reseal: {
    async TABLE_NAME(wires) {
      const read = async (changes: Changes) => (await wires.http("reseal", READ, { key: ADMIN }, changes)).body;
      expect(await read(await rotate(wires))).not.toBe(await read({ TABLE_NAME: "another-table" }));
    },
    async RETENTION_DAYS(wires) {
      const { TABLE_NAME: name } = await rotate(wires, { RETENTION_DAYS: "3" });
      const entriesIn = async (days: number) => {
        const table = { ...wires.table, name, now: () => Date.now() + days * DAY_MS };
        return (await dynamoAuditLister(table).listEntries({}, { limit: 10 })).items.length;
      };
      expect([await entriesIn(2), await entriesIn(4)]).toEqual([1, 0]);
    },
    async KEY_RING_QUEUE_URL(wires) {
      await rotate(wires);
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.KEY_RING_QUEUE_URL]);
    },
    async KEY_RING_SECRET_ID(wires) {
      const changes = await rotate(wires);
      const bodies = wires.called("SendMessage", "MessageBody").map(String);
      await wires.poll("reseal", bodies, changes);
      expect(new Set(wires.called("GetSecretValue", "SecretId"))).toEqual(new Set([VALUES.KEY_RING_SECRET_ID]));
      expect(wires.called("PutSecretValue", "SecretId")).toEqual([VALUES.KEY_RING_SECRET_ID]);
    },
    async ADMIN_KEY_SECRET_ID(wires) {
      expect((await wires.http("reseal", READ, { key: ADMIN })).status).not.toBe(401);
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.ADMIN_KEY_SECRET_ID]);
      expect((await wires.http("reseal", READ, { key: "another-key" })).status).toBe(401);
    },
  },

  settle: {
    async TABLE_NAME(wires) {
      const desk = dynamoDeadLetterDesk(wires.table);
      const { deliveryId } = await settle(wires, undefined, { idleRounds: 2 });
      const { items } = await desk.listLetters({ limit: 100 });
      expect(items.map((one) => one.deliveryId)).toContain(deliveryId);
    },
    async RETENTION_DAYS(wires) {
      const { subscriptionId } = await settle(wires, "exhausted", {}, { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(digestKey(subscriptionId).pk)).toEqual([3]);
    },
    async RETRIES_QUEUE_URL(wires) {
      await settle(wires, "retrying");
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.RETRIES_QUEUE_URL]);
    },
    async DEAD_LETTERS_QUEUE_URL(wires) {
      await settle(wires, undefined, { idleRounds: 2 });
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toEqual([VALUES.DEAD_LETTERS_QUEUE_URL]);
    },
    async BUS_NAME(wires) {
      await settle(wires, "exhausted");
      expect(entryOf(wires, "PutEvents").EventBusName).toBe(VALUES.BUS_NAME);
    },
  },

  wake: {
    async TABLE_NAME(wires) {
      const { event } = await wake(wires, releasing());
      expect(JSON.stringify(wires.called("SendMessageBatch", "Entries"))).toContain(event.ulid);
      await wake(wires, releasing(), { TABLE_NAME: "another-table" });
      expect(wires.called("SendMessageBatch", "Entries")).toEqual([]);
    },
    async RETENTION_DAYS(wires) {
      const { delivery } = await wake(wires, releasing(), { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(deliveryKey(delivery.id).pk)).toEqual([3]);
    },
    async RETRIES_QUEUE_URL(wires) {
      await wake(wires, openBreaker());
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.RETRIES_QUEUE_URL]);
    },
    async ORDERED_QUEUE_URL(wires) {
      const { tenantId } = await wires.tenant();
      await dynamoLaneStore(wires.table).keepLane({ tenantId, subscriptionId: newId("sub", 0), hash: "", dueMs: 1 });
      await wires.invoke("wake", {});
      expect(wires.called("SendMessageBatch", "QueueUrl")).toContain(VALUES.ORDERED_QUEUE_URL);
    },
    async WAKES_QUEUE_URL(wires) {
      await wake(wires, releasing());
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.RETRIES_QUEUE_URL, VALUES.WAKES_QUEUE_URL]);
    },
    async AUTO_DISABLE_DAYS(wires) {
      const standingAfter = async (days: string) => {
        const { delivery } = await wake(wires, openBreaker(), { AUTO_DISABLE_DAYS: days });
        return dynamoHealthStore(wires.table).getHealth(delivery.subscriptionId);
      };
      expect((await standingAfter("5"))?.disabling).toBeDefined();
      expect((await standingAfter("0"))?.disabling).toBeUndefined();
    },
  },
};
