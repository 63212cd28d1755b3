import { replayHandler } from "../../../lambdas/replay/handler.ts";
import { replayOperations } from "../../../lib/api/replays/replay-operations.ts";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId, eventIdOf, newUlid } from "../../../lib/core/ids.ts";
import { SLICE_RECEIVES } from "../../../lib/core/limits.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { newReplay, type Replay } from "../../../lib/core/replay/replay.ts";
import { encodeSlice } from "../../../lib/core/replay/replay-message.ts";
import { capturingLogger } from "../capturing.ts";
import { refTo } from "../contracts/sample-records.ts";
import { requestFor } from "../endpoint-request.ts";
import { subscriptionOf } from "../factories.ts";
import { memoryCatalogStore } from "./memory-catalog.ts";
import { memoryDeliveryEditor } from "./memory-deliveries.ts";
import { eventPlace } from "./memory-events.ts";
import { memoryLogReader } from "./memory-log-reader.ts";
import { memoryOrdered } from "./memory-ordered.ts";
import { invocationContext, sqsEventOf } from "./memory-pipeline.ts";
import { memoryQueue } from "./memory-queue.ts";
import { memoryDeliveryQueue } from "./memory-queue-ports.ts";
import { memoryUnlistedRecipients } from "./memory-recipients.ts";
import { memoryLaterMatchWriter, memoryReplayQueue, memoryReplayStore } from "./memory-replays.ts";
import { memorySubscriptionStore } from "./memory-subscriptions.ts";
import { memoryReplayPlaces } from "./memory-tenant-places.ts";
import { memoryWorld } from "./memory-world.ts";

const ACME = refTo("acme");
const T0 = Date.parse("2026-01-01T00:00:00.000Z");

const SLICE_MS = 60_000;

/** What stands between a function and what it calls. */
export type Guard = <P extends object>(port: P) => P;
const unguarded: Guard = (port) => port;

/** The function `replay` on in-memory ports, with a log to replay. */
export function replaying(fields: Partial<Subscription> = {}) {
  let nowMs = T0;
  const now = () => nowMs;
  const world = memoryWorld(now);
  const { faults } = world;
  const deliveries = memoryQueue({ now, visibilitySeconds: 60 });
  const deadLetters = memoryQueue({ now, visibilitySeconds: 90 });
  const ordered = memoryOrdered(faults);
  const slices = memoryQueue({
    now,
    visibilitySeconds: 90,
    redrive: { maxReceives: SLICE_RECEIVES, deadLetters },
  });
  const subscription = subscriptionOf(fields);
  const key = `acme/${subscription.id}`;
  world.subscriptions.put(key, subscription);
  const evaluationOf = evaluations();
  const logger = capturingLogger();
  const ports = {
    replays: memoryReplayStore(world),
    slices: memoryReplayQueue(slices, faults),
    places: memoryReplayPlaces(world),
    log: memoryLogReader(world),
    laterMatches: memoryLaterMatchWriter(world),
    recipients: memoryUnlistedRecipients(world),
    subscriptions: memorySubscriptionStore(world),
    catalog: memoryCatalogStore(world),
    queue: memoryDeliveryQueue(deliveries, faults),
    ordered: ordered.port,
    editor: memoryDeliveryEditor(world),
  };

  /** Adds an event that was received some seconds after `T0`, and its delivery in its current state, if any. */
  function happened(seconds: number, delivery?: Partial<Delivery>, fields: Partial<EventRecord> = {}): EventRecord {
    const at = new Date(T0 + seconds * 1000).toISOString();
    const ulid = newUlid(T0 + seconds * 1000);
    const event: EventRecord = {
      id: eventIdOf(ulid),
      ulid,
      ...ACME,
      type: "a",
      occurredAt: at,
      receivedAt: at,
      data: `{"n":${seconds}}`,
      subscriptionIds: delivery ? [subscription.id] : [],
      ...fields,
    };
    world.events.put(eventPlace(event, ulid), event);
    const row = { ...untried(event, subscription.id), state: "exhausted" as const, attempts: 4, ...delivery };
    if (delivery) world.deliveries.put(row.id, row);
    nowMs = Math.max(nowMs, T0 + seconds * 1000 + 60_000);
    return event;
  }

  function begin(fields: Partial<Replay> = {}): Replay {
    const span = { since: new Date(T0).toISOString(), until: new Date(nowMs).toISOString() };
    const states = ["exhausted" as const, "skipped" as const];
    const scope = { ...ACME, subscriptionId: subscription.id, ...span, states, includeUnmatched: false };
    const replay: Replay = { ...newReplay(scope, 100, nowMs), ...fields };
    world.replays.put(eventPlace(replay, replay.id), replay);
    slices.send(encodeSlice({ ...ACME, replayId: replay.id, slice: replay.slice }));
    return replay;
  }

  const functionWith = (guard: Guard) => {
    const guarded = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, guard(port)]));
    return replayHandler({
      ...(guarded as typeof ports),
      evaluationOf,
      now,
      random: () => 0.5,
      logger,
    });
  };

  /** Lets the function process the next message. Resolves with false when there is none. */
  async function step(guard: Guard = unguarded, death: Promise<undefined> = new Promise(() => undefined)) {
    const due = slices.nextVisibleAtMs();
    if (due === undefined) return false;
    nowMs = Math.max(nowMs, due);
    const messages = slices.receive(1);
    const answer = await Promise.race([functionWith(guard)(sqsEventOf(messages), invocationContext(SLICE_MS)), death]);
    const kept = answer?.batchItemFailures ?? messages.map(({ messageId }) => ({ itemIdentifier: messageId }));
    if (kept.length === 0) for (const { receiptHandle } of messages) slices.delete(receiptHandle);
    return true;
  }

  /** Lets several functions process the next message at once, as when SQS delivers it several times. */
  async function stepTogether(lives: { guard: Guard; death: Promise<undefined> }[]): Promise<void> {
    const due = slices.nextVisibleAtMs();
    if (due === undefined) return;
    nowMs = Math.max(nowMs, due);
    const answers = lives.map(({ guard, death }) => {
      const [message] = slices.receive(1);
      if (!message) return undefined;
      slices.redeliver(message.messageId);
      return {
        message,
        answer: Promise.race([functionWith(guard)(sqsEventOf([message]), invocationContext(SLICE_MS)), death]),
      };
    });
    for (const one of answers) {
      const answer = await one?.answer;
      if (one && answer?.batchItemFailures.length === 0) slices.remove(one.message.messageId);
    }
    nowMs += 90_000;
  }

  /** Lets several functions process the next messages at once, one each. */
  async function stepSideBySide(lives: { guard: Guard; death: Promise<undefined> }[]): Promise<boolean> {
    const due = slices.nextVisibleAtMs();
    if (due === undefined) return false;
    nowMs = Math.max(nowMs, due);
    const messages = slices.receive(lives.length);
    const answers = lives.slice(0, messages.length).map(({ guard, death }, n) => {
      const event = sqsEventOf(messages.slice(n, n + 1));
      return Promise.race([functionWith(guard)(event, invocationContext(SLICE_MS)), death]);
    });
    for (const [n, answer] of (await Promise.all(answers)).entries()) {
      if (answer?.batchItemFailures.length === 0) slices.delete(messages[n]?.receiptHandle ?? "");
    }
    return true;
  }

  async function run(most = 500): Promise<void> {
    for (let steps = 0; steps < most && (await step()); steps++);
  }

  /** Takes all queued tasks from the queue of deliveries. */
  function taken(): DeliveryTask[] {
    const messages = deliveries.receive(100_000);
    for (const { receiptHandle } of messages) deliveries.delete(receiptHandle);
    return messages.flatMap(({ body }) => decodeTask(body) ?? []);
  }

  return {
    world,
    ports,
    slices,
    deadLetters,
    deliveries,
    /** The messages that joined ordered lanes. */
    inLanes: ordered.messages,
    subscription,
    now,
    lines: logger.lines,
    happened,
    begin,
    step,
    stepTogether,
    stepSideBySide,
    run,
    taken,
    replay: (id: string) => world.replays.get(eventPlace(ACME, id)),
    row: (event: EventRecord) => world.deliveries.get(deliveryId(event.ulid, subscription.id)),
    edit: (change: Partial<Subscription>) => world.subscriptions.put(key, { ...subscription, ...change }),
    remove: () => world.subscriptions.delete(key),
    /** Records a run of a delivery that is already exhausted. */
    ended(ulid: string, run: number, replayId: string): void {
      const event = world.events.get(eventPlace(ACME, ulid));
      if (!event) return;
      const row = untried(event, subscription.id);
      world.deliveries.put(row.id, { ...row, state: "exhausted", run, attempts: 8, trigger: "replay", replayId });
    },
    wait(seconds: number): void {
      nowMs += seconds * 1000;
    },
    /** The replay as the API shows it. */
    async read(id: string) {
      const answer = await replayOperations({ ...ports, evaluationOf, now }).readReplay(requestFor(id));
      return JSON.parse(answer.body);
    },
    /** Pauses, resumes or cancels a replay through the API. */
    async steer(how: "pause" | "resume" | "cancel", id: string) {
      const { pauseReplay, resumeReplay, cancelReplay } = replayOperations({ ...ports, evaluationOf, now });
      const operation = { pause: pauseReplay, resume: resumeReplay, cancel: cancelReplay }[how];
      const answer = await operation(requestFor(id));
      return JSON.parse(answer.body);
    },
  };
}
