import { deliveryId, eventIdOf, newId, newUlid } from "../../../lib/core/ids.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { Tenant, TenantRef } from "../../../lib/core/model/tenant.ts";
import { subscriptionOf } from "../factories.ts";

export const T0 = Date.parse("2026-03-01T12:00:00.000Z");
export const DAY_MS = 86_400_000;
export const iso = (ms: number): string => new Date(ms).toISOString();

/** The incarnation of every tenant below. */
export const INCARNATION = "ABCDEFGH";

/** Each test has its own tenant, so tests can share a table. */
export const tenantOf = (fields: Partial<Tenant> = {}): Tenant => ({
  id: newId("t", Date.now()),
  incarnation: INCARNATION,
  name: "Acme",
  version: 0,
  createdAt: iso(T0),
  ...fields,
});

/** The ids of some subscriptions. */
export const subscriptionIdsOf = (count: number): string[] => Array.from({ length: count }, () => newId("sub", T0));

/** A subscription created at this time. Subscription ids sort by creation time. */
export const subscriptionAt = (tenantId: string, ms: number, fields: Partial<Subscription> = {}): Subscription =>
  subscriptionOf({ id: newId("sub", ms), tenantId, createdAt: iso(ms), updatedAt: iso(ms), ...fields });

/** The tenant with this id in its only incarnation. */
export const refTo = (tenantId: string): TenantRef => ({ tenantId, incarnation: INCARNATION });

/** An event received at this time. */
export function eventAt(tenantId: string, ms: number, fields: Partial<EventRecord> = {}): EventRecord {
  const ulid = newUlid(ms);
  return {
    id: eventIdOf(ulid),
    ulid,
    ...refTo(tenantId),
    type: "invoice.paid",
    occurredAt: iso(T0),
    data: '{"amount":12345678901234567890.10}',
    receivedAt: iso(ms),
    subscriptionIds: [],
    ...fields,
  };
}

export const eventOf = (tenantId: string, fields: Partial<EventRecord> = {}): EventRecord =>
  eventAt(tenantId, T0, fields);

/** A delivery of a new event to a subscription, created and attempted at this time. */
export function deliveryAt(subscription: Subscription, ms: number, fields: Partial<Delivery> = {}): Delivery {
  const ulid = newUlid(ms);
  return {
    id: deliveryId(ulid, subscription.id),
    tenantId: subscription.tenantId,
    subscriptionId: subscription.id,
    eventId: eventIdOf(ulid),
    type: "invoice.paid",
    state: "delivered",
    attempts: 1,
    run: 0,
    attemptsBeforeRun: 0,
    trigger: "scheduled",
    createdAt: iso(ms),
    updatedAt: iso(ms),
    lastStatus: 200,
    ...fields,
  };
}

export const attemptAt = (ms: number, fields: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  at: iso(ms),
  url: "https://receiver.example/hook",
  status: 200,
  timings: { firstByte: 3, total: 4.5 },
  trigger: "scheduled",
  excerpt: "ok",
  ...fields,
});

export function sampleTask(tenantId: string, data = '{"n":1}'): DeliveryTask {
  const subscription = subscriptionAt(tenantId, T0);
  const { id, ulid, type, occurredAt } = eventOf(tenantId);
  return {
    deliveryId: deliveryId(ulid, subscription.id),
    subscriptionId: subscription.id,
    event: { id, ulid, tenantId, type, occurredAt, data },
    queuedAt: iso(T0),
    round: 0,
    attemptsBefore: 0,
    idleRounds: 0,
    run: 0,
    trigger: "scheduled",
  };
}
