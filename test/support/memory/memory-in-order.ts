import type { ScheduledEvent } from "aws-lambda";
import { deliverHandler } from "../../../lambdas/deliver/handler.ts";
import { wakeHandler } from "../../../lambdas/wake/handler.ts";
import { cancelled, untried } from "../../../lib/core/delivery/lifecycle.ts";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import type { RetryWaits } from "../../../lib/core/delivery/retry.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { OrderedLane } from "../../../lib/core/ordered/ordered-lane.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { capturingLogger, capturingMetrics } from "../capturing.ts";
import { subscriptionOf } from "../factories.ts";
import { keepEvent } from "./kept-events.ts";
import { memoryDeliveryEditor } from "./memory-deliveries.ts";
import { memoryTenantHolds } from "./memory-health.ts";
import { memoryLaneStore } from "./memory-lanes.ts";
import { memoryLogReader } from "./memory-log-reader.ts";
import { memoryParkedLister } from "./memory-parked.ts";
import { invocationContext, memoryPipeline, sqsEventOf } from "./memory-pipeline.ts";
import type { MemoryMessage } from "./memory-queue.ts";
import { memorySecrets } from "./memory-secrets.ts";
import { memorySubscriptionStore, memorySubscriptionSwitch } from "./memory-subscriptions.ts";

/** A POST that a receiver got. */
export interface OrderedPost {
  deliveryId: string;
  beganMs: number;
}

export type AnswerTo = (post: OrderedPost) => Partial<SendResult> | Promise<Partial<SendResult>>;

const SCHEDULED = {} as ScheduledEvent;
const START = Date.parse("2026-11-01T00:00:00.000Z");

/** The function of ordered lanes on in-memory ports, with an ordered subscription. */
export async function inOrder(
  answer: AnswerTo = () => ({ status: 200 }),
  fields: Partial<Subscription> = {},
  options: { waits?: RetryWaits } = {},
) {
  let nowMs = START;
  const now = () => nowMs;
  const posts: OrderedPost[] = [];
  const sender = {
    async send({ headers }: SendRequest): Promise<SendResult> {
      const post = { deliveryId: deliveryOf(headers), beganMs: nowMs };
      posts.push(post);
      return { startedAtMs: nowMs, timings: { total: 1 }, excerpt: "", ...(await answer(post)) };
    },
  };
  const [logger, metrics] = [capturingLogger(), capturingMetrics()];
  const pipeline = memoryPipeline({ now, sender, logger, metrics, waits: options.waits });
  const { world, fifo, ordered: sent, orderedPorts, wakes } = pipeline;
  const base = subscriptionOf({ ordered: true, ...fields });
  const key = subscriptionKeyOf(base);
  const secret = await memorySecrets(world).store(key, standard.generateSecret());
  const put = (changes: Partial<Subscription> = {}) =>
    world.subscriptions.put(`acme/${base.id}`, { ...base, secret, ...changes });
  put();
  const createdAt = new Date(START - 86_400_000).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });

  const wakePorts = {
    ...orderedPorts,
    standings: orderedPorts.health,
    counter: orderedPorts.health,
    parked: memoryParkedLister(world),
    holds: memoryTenantHolds(world),
    subscriptions: memorySubscriptionStore(world),
    switch: memorySubscriptionSwitch(world),
    editor: memoryDeliveryEditor(world),
    log: memoryLogReader(world),
    autoDisableDays: 5,
    logger,
  };
  const wake = wakeHandler(wakePorts);
  const eventIdOf = new Map<string, string>();
  let count = 0;

  /** The event as the table has it, and the task of its delivery. */
  function accepted(data: object = {}): { task: DeliveryTask; keep: () => void } {
    const ulid = newUlid(nowMs);
    const at = new Date(nowMs).toISOString();
    const event = {
      id: `evt_${++count}`,
      ulid,
      tenantId: "acme",
      type: "a",
      occurredAt: at,
      data: JSON.stringify(data),
    };
    const id = deliveryId(ulid, base.id);
    eventIdOf.set(event.id, id);
    const task: DeliveryTask = {
      deliveryId: id,
      subscriptionId: base.id,
      event,
      queuedAt: at,
      round: 0,
      attemptsBefore: 0,
      idleRounds: 0,
      run: 0,
      trigger: "scheduled",
    };
    const record = { ...event, incarnation: "ABCDEFGH", receivedAt: at, subscriptionIds: [base.id] };
    return { task, keep: () => void keepEvent(world, record) };
  }

  function deliveryOf(headers: SendRequest["headers"]): string {
    const id = Object.entries(headers).find(([name]) => name.toLowerCase() === "webhook-id")?.[1];
    return eventIdOf.get(String(id)) ?? "";
  }

  /** Does one poll of the event source mapping. */
  async function poll(invoke = pipeline.inOrder, remainingMs?: number): Promise<number> {
    const messages = fifo.receive(10);
    if (messages.length > 0) await finish(messages, await invoke(sqsEventOf(messages), invocationContext(remainingMs)));
    return messages.length;
  }

  /** Lets a minute pass, and the schedule of `wake` run. */
  async function wakeDue(): Promise<void> {
    nowMs += 60_000;
    await wake(SCHEDULED, invocationContext());
    wakes.queue.length = 0;
  }

  async function finish(messages: MemoryMessage[], answered: Awaited<ReturnType<typeof pipeline.inOrder>>) {
    const kept = new Set(answered.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of messages) if (!kept.has(messageId)) fifo.delete(receiptHandle);
  }

  return {
    ...pipeline,
    now,
    key,
    put,
    posts,
    sent,
    logger,
    lines: logger.lines,
    published: metrics.published,
    subscription: base,
    lanes: memoryLaneStore(world),
    handlerWith: (changes: object) => deliverHandler({ ...orderedPorts, ...changes }),
    poll,
    finish,
    wakeDue,
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    /** Accepts an event, and queues its delivery. Resolves with the delivery's id. */
    async enqueue(lane: Partial<OrderedLane> = {}, changes: Partial<DeliveryTask> = {}, keepsEvent = true) {
      const { task, keep } = accepted();
      if (keepsEvent) keep();
      const message = { lane: { ...key, hash: "", ...lane }, task: { ...task, ...changes } };
      await orderedPorts.ordered.sendInOrder([message]);
      return task.deliveryId;
    },
    /** Queues a delivery's message again, as the duplicate of a message in another lane would. */
    async repeat(id: string, changes: Partial<DeliveryTask> = {}) {
      const message = sent.find(({ task }) => task?.deliveryId === id);
      if (!message?.task) return;
      await orderedPorts.ordered.sendInOrder([{ ...message, task: { ...message.task, ...changes } }]);
    },
    /** Cancels a delivery, as somebody may do by hand. */
    cancel(id: string) {
      const row = world.deliveries.get(id);
      const task = sent.find((message) => message.task?.deliveryId === id)?.task;
      const event = task && { ...task.event, receivedAt: task.event.occurredAt, subscriptionIds: [base.id] };
      const after = row ? cancelled(row, nowMs) : event && cancelled(untried(event, base.id), nowMs);
      if (after) world.deliveries.put(id, after);
    },
    gone: () => void world.subscriptions.delete(`acme/${base.id}`),
    accepted,
    /** Sends the message that has somebody look at the lane. */
    look: (hash = "") => orderedPorts.ordered.sendInOrder([{ lane: { ...key, hash } }]),
    /** Lets the schedule of `wake` run, and works on the messages that lead to. */
    async minute(invoke = pipeline.inOrder) {
      await wakeDue();
      while ((await poll(invoke)) > 0);
    },
    row: (id: string): Delivery | undefined => world.deliveries.get(id),
    states: (...ids: string[]) => ids.map((id) => world.deliveries.get(id)?.state),
    posted: () => posts.map(({ deliveryId: id }) => id),
    places: (hash = "") => memoryLaneStore(world).firstPlaces({ ...key, hash }, 1000),
    lane: (hash = "") => memoryLaneStore(world).getLane({ ...key, hash }),
    health: () => world.health.get(base.id),
  };
}
