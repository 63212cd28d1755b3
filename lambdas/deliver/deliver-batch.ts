import type { DeliveryContext, DeliveryReader, DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import { ended } from "../../lib/core/delivery/lifecycle.ts";
import { nextStep } from "../../lib/core/delivery/next-step.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import type { Delivery, DeliveryTask } from "../../lib/core/model.ts";
import { isOfDeletedTenant } from "../../lib/core/tenants.ts";
import { type AttemptPorts, attempting, type DueDelivery } from "./attempt.ts";
import { batchWrites, type MessageWrites, type WritePorts } from "./batch-writes.ts";
import { ACKNOWLEDGE, type HandBack, REDRIVE } from "./hand-back.ts";
import { duplicatesIn, type ReceivedTask } from "./received-task.ts";

export interface DeliverPorts extends AttemptPorts, WritePorts {
  reader: DeliveryReader;
  receivesPerRound: number;
  observe: DeliverObserver;
}

/** Learns of every failure inside Posthorn, and of every recorded outcome. */
export interface DeliverObserver {
  fault(error: unknown, task: DeliveryTask | undefined): void;
  outcome(record: DeliveryRecord): void;
}

type Endings = Pick<DueDelivery, "record" | "announce">;

/** How long a duplicate in the same batch waits. By then, the first message of its delivery is probably done. */
const DUPLICATE_WAIT_SECONDS = 30;

/**
 * Delivers a batch. One read loads the subscriptions and deliveries. Then all messages are handled concurrently:
 * decide, POST, record, hand back. Resolves with the ids of the messages that SQS must keep, once their visibility
 * timeouts are changed.
 *
 * @param remainingMs milliseconds until Lambda kills this function
 */
export function deliverBatch(ports: DeliverPorts) {
  const { reader, now, random, receivesPerRound, observe } = ports;
  const attempt = attempting(ports);

  return async function deliver(messages: ReceivedTask[], remainingMs: () => number): Promise<string[]> {
    const loading = loadContext(reader, messages);
    const duplicates = duplicatesIn(messages);
    const writesOfMessage = batchWrites(ports, messages.length);

    const kept = await Promise.all(
      messages.map(async (message) => {
        const writes = writesOfMessage();
        const seconds = await orPutOff(message, writes, async () => {
          const context = await loading;
          if (!message.task) return unreadable();
          if (duplicates.has(message)) return DUPLICATE_WAIT_SECONDS;
          return deliverOne(message.task, context, endings(writes), remainingMs);
        });
        return answer(message, seconds, writes);
      }),
    );
    return kept.filter((id) => id !== undefined);
  };

  async function deliverOne(
    task: DeliveryTask,
    { subscriptions, tenants, deliveries }: DeliveryContext,
    { record, announce }: Endings,
    remainingMs: () => number,
  ): Promise<HandBack> {
    const row = deliveries.get(task.deliveryId);
    const subscription = subscriptions.get(task.subscriptionId);
    // A row that is written now would come after the erasure of what the tenant had.
    if (!subscription && isOfDeletedTenant(task.event, tenants.get(task.event.tenantId))) return ACKNOWLEDGE;
    const step = nextStep(task, subscription, row, now());
    switch (step.do) {
      case "acknowledge":
        return ACKNOWLEDGE;
      case "redrive":
        return REDRIVE;
      case "wait":
        return step.seconds;
      case "end":
        return end({ before: row, delivery: ended(task, row, step.state, now()) }, { record, announce });
      case "post":
        return attempt({ task, row, subscription: step.subscription, record, announce }, remainingMs);
    }
  }

  async function end(made: DeliveryRecord, { record, announce }: Endings): Promise<HandBack> {
    const late = await record(made);
    return made.delivery.state === "exhausted" ? announce(made.delivery, late) : ACKNOWLEDGE;
  }

  function endings(writes: MessageWrites): Endings {
    return { record, announce };

    async function record(made: DeliveryRecord): Promise<"late" | undefined> {
      const late = await writes.record(made);
      observe.outcome(made);
      return late;
    }

    /** If the delivery changed meanwhile, `settle` reads whether it is exhausted. */
    async function announce(delivery: Delivery, late: "late" | undefined): Promise<HandBack> {
      if (late) return REDRIVE;
      await writes.announce(delivery);
      return ACKNOWLEDGE;
    }
  }

  /**
   * An unreadable message goes to the dead-letter queue once its receives are used up. It stays there for an operator.
   */
  function unreadable(): HandBack {
    observe.fault(new PipelineFault("a message in the deliveries queue can't be read"), undefined);
    return REDRIVE;
  }

  /** Puts the message off after a failure inside Posthorn. Such a failure doesn't count as an attempt. */
  async function orPutOff(
    message: ReceivedTask,
    writes: MessageWrites,
    work: () => Promise<HandBack>,
  ): Promise<HandBack> {
    try {
      return await work();
    } catch (error) {
      observe.fault(error, message.task);
      return waitAfterFault(receivesInAll(message, receivesPerRound), random());
    } finally {
      writes.noMore();
    }
  }
}

/**
 * Reads rows even at the first receive: the delivery may have been cancelled, or the message may be a late duplicate.
 */
function loadContext(reader: DeliveryReader, messages: ReceivedTask[]): Promise<DeliveryContext> {
  const tasks = messages.flatMap(({ task }) => task ?? []);
  const keys = tasks.map(({ event, subscriptionId }) => ({ tenantId: event.tenantId, subscriptionId }));
  return reader.loadContext(
    keys,
    tasks.map(({ deliveryId }) => deliveryId),
  );
}

/** Resolves with the message's id when SQS must keep the message. */
async function answer(
  { messageId, receiptHandle }: ReceivedTask,
  seconds: HandBack,
  writes: MessageWrites,
): Promise<string | undefined> {
  if (seconds === undefined) {
    writes.noHandBack();
    return undefined;
  }
  await writes.handBack(receiptHandle, seconds);
  return messageId;
}

const receivesInAll = ({ task, receives }: ReceivedTask, perRound: number): number =>
  (task?.round ?? 0) * perRound + receives;
