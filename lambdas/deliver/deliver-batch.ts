import type { Clock, Random } from "../../lib/core/clock.ts";
import type { MessageVisibility, VisibilityChange } from "../../lib/core/delivery/delivery-queue.ts";
import type {
  DeliveryContext,
  DeliveryReader,
  DeliveryRecord,
  DeliveryRecorder,
} from "../../lib/core/delivery/delivery-store.ts";
import { type RetryWaits, waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import { type GroupCommit, groupCommit } from "../../lib/core/kit/group-commit.ts";
import type { Delivery, DeliveryTask, Subscription } from "../../lib/core/model.ts";
import type { SubscriptionSwitch } from "../../lib/core/subscription/subscription-store.ts";
import type { signedPost } from "../../lib/sending/sign.ts";
import {
  ACKNOWLEDGE,
  afterAttempt,
  beforeAttempt,
  type FindDialect,
  handBack,
  REDRIVE,
  requireDialect,
  type Verdict,
} from "./deliver-one.ts";

/** A received message: what it says, and what SQS says of it. */
export interface Received {
  messageId: string;
  receiptHandle: string;
  /** How often SQS has handed it out in this round, this time included. */
  receives: number;
  /** Undefined for a body that can't be read. */
  task: DeliveryTask | undefined;
}

export interface DeliverPorts {
  reader: DeliveryReader;
  log: DeliveryRecorder;
  visibility: MessageVisibility;
  switch: SubscriptionSwitch;
  post: ReturnType<typeof signedPost>;
  findDialect: FindDialect;
  waits: RetryWaits;
  maxTimeoutMs: number;
  receivesPerRound: number;
  now: Clock;
  random: Random;
  /** Told of every fault of our own, and of every outcome. */
  observe: DeliverObserver;
}

export interface DeliverObserver {
  fault(error: unknown, task: DeliveryTask | undefined): void;
  outcome(record: DeliveryRecord): void;
}

/** Writes of records and of visibility are shared by attempts that end within this time of each other. */
const LINGER_MS = 20;

/** What is left of the function's time when an attempt's own time is up: for its record. */
const RECORD_MS = 10_000;

/** A second copy of a message in one batch waits for the first. */
const TWIN_WAIT_SECONDS = 30;

/**
 * Delivers a batch, all messages side by side. Resolves with the ids of the messages that SQS must keep: each
 * of them has been given its wait by then.
 *
 * @param remainingMs milliseconds until this function is killed
 */
export function deliverBatch(ports: DeliverPorts) {
  return async function deliver(messages: Received[], remainingMs: () => number): Promise<string[]> {
    const context = await loadContext(ports, messages).catch((error: unknown) => asFault(error));
    const records = groupCommit(messages.length, LINGER_MS, (group: DeliveryRecord[]) => ports.log.record(group));
    const returns = groupCommit(messages.length, LINGER_MS, (group: VisibilityChange[]) =>
      ports.visibility.changeVisibility(group).then((failed) => group.map(() => failed)),
    );
    const seen = new Set<string>();

    const settleMessage = async (message: Received): Promise<string | undefined> => {
      const verdict = await verdictOn(message);
      if (verdict.done) {
        returns.leave();
        return undefined;
      }
      await returns.add({ receiptHandle: message.receiptHandle, seconds: verdict.seconds });
      return message.messageId;
    };

    const verdictOn = async (message: Received): Promise<Verdict> => {
      const recorder = onceIn(records);
      try {
        if (context instanceof Error) throw context;
        return await process(ports, message, context, seen, recorder, remainingMs);
      } catch (error) {
        ports.observe.fault(error, message.task);
        return handBack(waitAfterFault(receivesInAll(message, ports.receivesPerRound), ports.random()));
      } finally {
        recorder.leave();
      }
    };

    const kept = await Promise.all(messages.map(settleMessage));
    return kept.filter((id) => id !== undefined);
  };
}

async function process(
  ports: DeliverPorts,
  { task, receiptHandle: _handle }: Received,
  context: DeliveryContext,
  seen: Set<string>,
  recorder: Recorder,
  remainingMs: () => number,
): Promise<Verdict> {
  if (!task) return unreadable(ports);
  if (seen.has(task.deliveryId)) return handBack(TWIN_WAIT_SECONDS);
  seen.add(task.deliveryId);
  const subscription = context.subscriptions.get(task.subscriptionId);
  const delivery = context.deliveries.get(task.deliveryId);
  const ended = beforeAttempt(task, subscription, delivery, ports.now());
  if (ended?.record) await write(ports, recorder, ended.record);
  if (ended) return ended.verdict;
  if (!subscription) return ACKNOWLEDGE;
  return attempt(ports, task, subscription, delivery, recorder, remainingMs);
}

async function attempt(
  ports: DeliverPorts,
  task: DeliveryTask,
  subscription: Subscription,
  delivery: Delivery | undefined,
  recorder: Recorder,
  remainingMs: () => number,
): Promise<Verdict> {
  const timeoutMs = Math.min(subscription.timeoutSeconds * 1000, ports.maxTimeoutMs);
  // A POST that might not end before the function does would be cut off unseen: another invocation has the time.
  if (timeoutMs + RECORD_MS > remainingMs()) return handBack(0);
  const dialect = requireDialect(ports.findDialect, subscription);
  const result = await ports.post(task, subscription, dialect, timeoutMs);
  const at = { waits: ports.waits, nowMs: ports.now(), random: ports.random() };
  const { verdict, record } = afterAttempt(task, subscription, delivery, dialect, result, at);
  await write(ports, recorder, record);
  if (result.status !== undefined && dialect.goneStatuses.includes(result.status)) {
    await ports.switch.disableGone(keyOf(task), subscription.url, new Date(at.nowMs).toISOString());
  }
  return verdict;
}

/** A poison message: out of the way at once, to the dead letters, where it is kept for a person. */
function unreadable(ports: DeliverPorts): Verdict {
  ports.observe.fault(new PipelineFault("a message in the deliveries queue can't be read"), undefined);
  return REDRIVE;
}

async function write(ports: DeliverPorts, recorder: Recorder, record: DeliveryRecord): Promise<void> {
  const fault = await recorder.add(record);
  // An attempt that can't be put on record counts as not made: a duplicate beats a loss.
  if (fault) throw fault;
  ports.observe.outcome(record);
}

function loadContext(ports: DeliverPorts, messages: Received[]): Promise<DeliveryContext> {
  const tasks = messages.flatMap(({ task }) => task ?? []);
  // Also of those received for the first time: they may be cancelled, or duplicates of what was delivered.
  return ports.reader.loadContext(
    tasks.map(keyOf),
    tasks.map(({ deliveryId }) => deliveryId),
  );
}

const keyOf = ({ event, subscriptionId }: DeliveryTask) => ({ tenantId: event.tenantId, subscriptionId });

const receivesInAll = ({ task, receives }: Received, perRound: number): number =>
  (task?.round ?? 0) * perRound + receives;

const asFault = (error: unknown): Error => (error instanceof Error ? error : new PipelineFault("unknown", error));

type Recorder = GroupCommit<DeliveryRecord, Error | undefined>;

/** One producer's side of a group commit: `leave` after `add` is harmless. */
function onceIn(commit: Recorder): Recorder {
  let left = false;
  return {
    add: (record) => {
      left = true;
      return commit.add(record);
    },
    leave: () => {
      if (!left) commit.leave();
      left = true;
    },
  };
}
