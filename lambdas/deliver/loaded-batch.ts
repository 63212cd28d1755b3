import type { DeliveryContext, DeliveryReader } from "../../lib/core/delivery/delivery-store.ts";
import { type Lane, type LaneStep, QUICK_LIMIT_SECONDS, stepInLane } from "../../lib/core/delivery/lane.ts";
import { nextStep } from "../../lib/core/delivery/next-step.ts";
import { MOST_UNDER_WAY } from "../../lib/core/health/bulkhead.ts";
import type { Health } from "../../lib/core/health/health.ts";
import { freePlaces } from "../../lib/core/kit/leases.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import type { RateSlots } from "../../lib/core/rate/rate-slots.ts";
import { isOfDeletedTenant } from "../../lib/core/tenants.ts";
import { RECORD_MS, timeLimitMs } from "./attempt.ts";
import { type EndpointNotes, endpointNotes, type NotePorts } from "./endpoint-notes.ts";
import { type Crowd, type Place, placesOf } from "./places.ts";
import { keptSlot, rateGate, type Slot } from "./rate-gate.ts";
import type { ReceivedTask } from "./received-task.ts";

export interface LoadPorts extends NotePorts {
  lane: Lane;
  reader: DeliveryReader;
  slots: RateSlots;
  maxTimeoutMs: number;
}

/** What the messages of a batch share. */
export interface LoadedBatch {
  /** What to do with each message that can be read. */
  steps: Map<ReceivedTask, LaneStep>;
  /** By delivery id. */
  rows: Map<string, Delivery>;
  /** By id. Those that were deleted are missing. */
  subscriptions: ReadonlyMap<string, Subscription>;
  /** What is known about endpoints, by subscription id. */
  health: ReadonlyMap<string, Health>;
  notes: EndpointNotes;
  takePlace: (subscriptionId: string) => Promise<Place | undefined>;
  slotFor: (subscription: Subscription) => Promise<Slot>;
  /** Whether the endpoint's latest POST that counted failed, as far as is known. */
  isFailing: (subscriptionId: string) => boolean;
  /** Whether all places at a slow endpoint are taken, as far as is known. */
  isFull: (subscriptionId: string) => boolean;
}

/**
 * Loads a batch with one read, and decides what to do with each message. Reads rows even at the first receive: the
 * delivery may have been cancelled, or the message may be a late duplicate.
 */
export function batchLoader(ports: LoadPorts) {
  const { lane, reader, health, slots, maxTimeoutMs, now } = ports;

  return async function load(messages: ReceivedTask[]): Promise<LoadedBatch> {
    const tasks = messages.flatMap(({ task }) => task ?? []);
    const context = await reader.loadContext(
      tasks.map(({ event, subscriptionId }) => ({ tenantId: event.tenantId, subscriptionId })),
      tasks.map(({ deliveryId }) => deliveryId),
      tasks.map(({ subscriptionId }) => subscriptionId),
    );
    const readable = messages.flatMap((message) => (message.task ? [[message, message.task] as const] : []));
    const steps = new Map(readable.map(([message, task]) => [message, stepOf(task, context)]));
    const crowds = crowdsIn(steps.values(), context);
    return {
      steps,
      rows: context.deliveries,
      subscriptions: context.subscriptions,
      health: context.health,
      notes: endpointNotes(ports, context.health, postsIn(steps.values())),
      takePlace: placesOf(health, crowds),
      slotFor: rateGate(
        slots,
        postsIn([...steps].flatMap(([{ task }, step]) => (task && keptSlot(task, now()) ? [] : step))),
      ),
      isFailing: (subscriptionId) => context.health.get(subscriptionId)?.evidence.failingSince !== undefined,
      isFull(subscriptionId) {
        const known = context.health.get(subscriptionId);
        return known !== undefined && freePlaces(known.leases, MOST_UNDER_WAY, now()) === 0;
      },
    };
  };

  function stepOf(
    task: DeliveryTask,
    { subscriptions, tenants, deliveries, health: known }: DeliveryContext,
  ): LaneStep {
    const row = deliveries.get(task.deliveryId);
    const subscription = subscriptions.get(task.subscriptionId);
    // A row that is written now would come after the erasure of what the tenant had.
    if (!subscription && isOfDeletedTenant(task.event, tenants.get(task.event.tenantId))) return { do: "acknowledge" };
    const health = known.get(task.subscriptionId);
    return stepInLane(lane, nextStep(task, subscription, row, health, now()), task, subscription, row, health, now());
  }

  /** The POSTs that need places, by subscription. */
  function crowdsIn(steps: Iterable<LaneStep>, context: DeliveryContext): Map<string, Crowd> {
    const crowds = new Map<string, Crowd>();
    for (const step of steps) {
      if (step.do !== "post") continue;
      const { id, tenantId } = step.subscription;
      const health = context.health.get(id);
      const known = health?.slowSince === undefined ? undefined : health;
      const limitMs = timeLimitMs(step.subscription, maxTimeoutMs);
      if (!known && limitMs <= QUICK_LIMIT_SECONDS * 1000) continue;
      const untilMs = now() + limitMs + RECORD_MS;
      crowds.set(id, { tenantId, health: known, wanted: (crowds.get(id)?.wanted ?? 0) + 1, untilMs });
    }
    return crowds;
  }
}

/** The number of messages to POST, by subscription. */
function postsIn(steps: Iterable<LaneStep>): Map<string, number> {
  const posts = new Map<string, number>();
  for (const step of steps) {
    if (step.do === "post") posts.set(step.subscription.id, (posts.get(step.subscription.id) ?? 0) + 1);
  }
  return posts;
}
