import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import type { MessageVisibility, VisibilityChange } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import type { RetryQueue, WaitingTask } from "../../lib/core/delivery/retry-queue.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import { groupCommit } from "../../lib/core/kit/group-commit.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";

export interface WritePorts {
  recorder: DeliveryRecorder;
  announcer: Announcer;
  visibility: MessageVisibility;
  retries: RetryQueue;
}

/** The writes for one message of a batch. Each write happens at most once. */
export interface MessageWrites {
  /** Records an attempt or an end. Rejects when it can't be recorded. Resolves with whether it came late. */
  record(record: DeliveryRecord): Promise<"late" | undefined>;
  /** Announces an exhausted delivery. Rejects when it can't be announced. */
  announce(delivery: Delivery): Promise<void>;
  /** Queues the message in the patient lane. Rejects when it can't be queued. */
  sendLater(waiting: WaitingTask): Promise<void>;
  /** Tells the batch that this message has nothing more to record, to announce or to queue. */
  noMore(): void;
  /** Hands the message back: SQS shows it again after `seconds`. Never rejects. */
  handBack(receiptHandle: string, seconds: number): Promise<void>;
  /** Tells the batch that the message isn't handed back. */
  noHandBack(): void;
}

/** Messages whose attempts end within this time of each other share their writes. */
const LINGER_MS = 20;

/**
 * Groups the writes of a batch into a few calls. Writes as soon as every message has added its write or declined to,
 * and no later than 20 ms after a write was added. So a slow endpoint doesn't delay the records of other messages.
 *
 * @param size the number of messages in the batch
 */
export function batchWrites(
  { recorder, announcer, visibility, retries }: WritePorts,
  size: number,
): () => MessageWrites {
  const records = groupCommit(size, LINGER_MS, (group: DeliveryRecord[]) => recorder.record(group));
  const announcements = groupCommit(size, LINGER_MS, async (group: Delivery[]) => {
    await announcer.announceExhausted(group);
    return group.map(() => undefined);
  });
  const sends = groupCommit(size, LINGER_MS, (group: WaitingTask[]) => retries.sendLater(group));
  const handBacks = groupCommit(size, LINGER_MS, async (group: VisibilityChange[]) => {
    const failed = await visibility.changeVisibility(group);
    return group.map(() => failed);
  });

  return function writesOfMessage() {
    let [recorded, announced, sent] = [false, false, false];
    return {
      async record(record) {
        recorded = true;
        const result = await records.add(record);
        if (result instanceof PipelineFault) throw result;
        return result;
      },
      async announce(delivery) {
        announced = true;
        await announcements.add(delivery);
      },
      async sendLater(waiting) {
        sent = true;
        const fault = await sends.add(waiting);
        if (fault) throw fault;
      },
      noMore() {
        if (!recorded) records.leave();
        if (!announced) announcements.leave();
        if (!sent) sends.leave();
      },
      async handBack(receiptHandle, seconds) {
        await handBacks.add({ receiptHandle, seconds });
      },
      noHandBack: () => handBacks.leave(),
    };
  };
}
