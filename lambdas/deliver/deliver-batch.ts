import type { DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { SubscriptionKey } from "../../lib/core/model/subscription.ts";
import { batchWrites, type MessageWrites, type WritePorts } from "./batch-writes.ts";
import { type CarryOutPorts, carryingOut } from "./carry-out.ts";
import { type HandBack, REDRIVE } from "./hand-back.ts";
import { batchLoader, type LoadPorts } from "./loaded-batch.ts";
import { type NetworkPorts, networkWatch } from "./network-watch.ts";
import { duplicatesIn, type ReceivedTask } from "./received-task.ts";

export interface DeliverPorts extends LoadPorts, Omit<CarryOutPorts, "network">, WritePorts, NetworkPorts {
  receivesPerRound: number;
  observe: DeliverObserver;
}

/** Learns of failures inside Posthorn, and of every recorded outcome. */
export interface DeliverObserver {
  fault(error: unknown, task: DeliveryTask | undefined): void;
  outcome(record: DeliveryRecord): void;
  /** A POST didn't count, because our own network seems to be down. */
  networkDown(): void;
  /** What a POST showed about its endpoint couldn't be written. */
  unnoted(error: unknown, subscription: SubscriptionKey): void;
}

/** How long a duplicate in the same batch waits. By then, the first message of its delivery is probably done. */
const DUPLICATE_WAIT_SECONDS = 30;

/**
 * Delivers a batch. One read loads the subscriptions, what is known about their endpoints, and the deliveries. Then all
 * messages are handled concurrently: decide, POST, record, hand over or hand back. Resolves with the ids of the messages
 * that SQS must keep, once their visibility timeouts are changed.
 *
 * @param remainingMs milliseconds until Lambda kills this function
 */
export function deliverBatch(ports: DeliverPorts) {
  const { random, receivesPerRound, observe } = ports;
  const load = batchLoader(ports);
  const network = networkWatch(ports);
  const carryOut = carryingOut({ ...ports, network });

  return async function deliver(messages: ReceivedTask[], remainingMs: () => number): Promise<string[]> {
    const duplicates = duplicatesIn(messages);
    const loading = load(messages.filter((message) => !duplicates.has(message)));
    const writesOfMessage = batchWrites(ports, messages.length);

    const kept = await Promise.all(
      messages.map(async (message) => {
        const writes = writesOfMessage();
        const seconds = await orPutOff(message, writes, async () => {
          const batch = await loading;
          if (!message.task) return unreadable();
          const step = batch.steps.get(message);
          return step ? carryOut(step, { task: message.task, batch, writes }, remainingMs) : DUPLICATE_WAIT_SECONDS;
        });
        return answer(message, seconds, writes);
      }),
    );
    // Lambda freezes the process after the answer.
    await loading.then(
      ({ notes }) => Promise.all([notes.written(), network.reached(notes.reached())]),
      () => undefined,
    );
    return kept.filter((id) => id !== undefined);
  };

  /**
   * An unreadable message goes to the dead-letter queue once its receives are used up. It stays there for an operator.
   */
  function unreadable(): HandBack {
    observe.fault(new PipelineFault("a message can't be read"), undefined);
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
