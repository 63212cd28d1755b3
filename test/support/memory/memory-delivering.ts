import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import type { RetryWaits } from "../../../lib/core/delivery/retry.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { capturingLogger, capturingMetrics } from "../capturing.ts";
import { subscriptionOf } from "../factories.ts";
import { healthOf } from "../health.ts";
import { memoryPipeline, pollOnce } from "./memory-pipeline.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import { memorySecrets } from "./memory-secrets.ts";

const START = Date.now();
export const OK: Partial<SendResult> = { status: 200 };

/** A promise makes a POST hang. */
type Answer = Partial<SendResult> | Promise<Partial<SendResult>>;

/** An answer that comes when the test gives it. */
export function hanging() {
  let give: (answer: Partial<SendResult>) => void = () => undefined;
  const answer = new Promise<Partial<SendResult>>((resolve) => {
    give = resolve;
  });
  return { answer, give };
}

/**
 * A pipeline whose receiver answers as told: one answer after the other, the last one for ever, or what a function returns.
 */
export async function delivering(
  answers: Answer[] | (() => Answer) = [OK],
  fields: Partial<Subscription> = {},
  { waits }: { waits?: RetryWaits } = {},
) {
  let nowMs = START;
  const posts: SendRequest[] = [];
  const sender = {
    send: async (request: SendRequest): Promise<SendResult> => {
      const answer = Array.isArray(answers) ? answers[Math.min(posts.length, answers.length - 1)] : answers();
      posts.push(request);
      return { startedAtMs: nowMs, timings: { total: 1 }, excerpt: "", ...(await answer) };
    },
  };
  const [logger, metrics] = [capturingLogger(), capturingMetrics()];
  const pipeline = memoryPipeline({ now: () => nowMs, sender, logger, metrics, waits });
  const { world, deliveries, retries } = pipeline;
  const secret = standard.generateSecret();
  const base = subscriptionOf(fields);
  const owner = { tenantId: "acme", subscriptionId: base.id };
  const put = (s: Subscription) => world.subscriptions.put(`${s.tenantId}/${s.id}`, s);
  const subscription = { ...base, secret: await memorySecrets(world).store(owner, secret) };
  put(subscription);
  world.tenants.put("acme", {
    id: "acme",
    incarnation: "ABCDEFGH",
    name: "Acme",
    version: 1,
    createdAt: "2026-01-01T00:00:00.000Z",
  });

  const ulids = new Map<string, string>();
  const taskFor = (eventId: string, change: Partial<DeliveryTask>): DeliveryTask => {
    const ulid = ulids.get(eventId) ?? newUlid(nowMs);
    ulids.set(eventId, ulid);
    const occurredAt = "2026-01-01T00:00:00.000Z";
    const event = { id: eventId, ulid, tenantId: "acme", type: "a", occurredAt, data: "{}" };
    const queuedAt = new Date(nowMs).toISOString();
    return {
      deliveryId: deliveryId(ulid, subscription.id),
      subscriptionId: subscription.id,
      event,
      queuedAt,
      round: 0,
      attemptsBefore: 0,
      idleRounds: 0,
      run: 0,
      trigger: "scheduled",
      ...change,
    };
  };
  const enqueueIn =
    (queue: MemoryQueue) =>
    (eventId = "evt_1", change: Partial<DeliveryTask> = {}) => {
      const task = taskFor(eventId, change);
      queue.send(encodeTask(task), "acme");
      return task.deliveryId;
    };
  /** Seconds until the queue's next message can be received. */
  const secondsUntilNext = (queue: MemoryQueue) => ((queue.nextVisibleAtMs() ?? Number.NaN) - nowMs) / 1000;
  return {
    ...pipeline,
    lines: logger.lines,
    published: metrics.published,
    posts,
    put,
    secret,
    subscription,
    enqueue: enqueueIn(deliveries),
    enqueuePatient: enqueueIn(retries),
    poll: () => pollOnce(deliveries, pipeline.deliver),
    pollRetries: () => pollOnce(retries, pipeline.retry),
    row: (id: string): Delivery | undefined => world.deliveries.get(id),
    health: (): Health | undefined => world.health.get(subscription.id),
    /** Marks the subscription's endpoint as slow. */
    markSlow: (change: Partial<Health> = {}) =>
      world.health.put(subscription.id, healthOf({ slowSince: new Date(nowMs).toISOString(), ...change })),
    /** Sets what is known about the subscription's endpoint. */
    know(fields: Partial<Health>) {
      world.healthOwners.put(subscription.id, "acme");
      world.health.put(subscription.id, healthOf(fields));
    },
    key: owner,
    attempts: () => world.attempts.values().map(({ attempt }) => attempt),
    nextInSeconds: () => secondsUntilNext(deliveries),
    nextRetryInSeconds: () => secondsUntilNext(retries),
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
  };
}
