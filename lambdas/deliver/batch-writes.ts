import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import type { MessageVisibility, VisibilityChange } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import { groupCommit } from "../../lib/core/kit/group-commit.ts";
import type { Delivery } from "../../lib/core/model.ts";

export interface WritePorts {
  recorder: DeliveryRecorder;
  announcer: Announcer;
  visibility: MessageVisibility;
}

/** The writes for one message of a batch. Each write happens at most once. */
export interface MessageWrites {
  /** Records an attempt or an end. Rejects when it can't be recorded. Resolves with whether it came late. */
  record(record: DeliveryRecord): Promise<"late" | undefined>;
  /** Announces an exhausted delivery. Rejects when it can't be announced. */
  announce(delivery: Delivery): Promise<void>;
  /** Tells the batch that this message has nothing more to record or to announce. */
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
export function batchWrites({ recorder, announcer, visibility }: WritePorts, size: number): () => MessageWrites {
  const records = groupCommit(size, LINGER_MS, (group: DeliveryRecord[]) => recorder.record(group));
  const announcements = groupCommit(size, LINGER_MS, async (group: Delivery[]) => {
    await announcer.announceExhausted(group);
    return group.map(() => undefined);
  });
  const handBacks = groupCommit(size, LINGER_MS, async (group: VisibilityChange[]) => {
    const failed = await visibility.changeVisibility(group);
    return group.map(() => failed);
  });

  return function writesOfMessage() {
    let [recorded, announced] = [false, false];
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
      noMore() {
        if (!recorded) records.leave();
        if (!announced) announcements.leave();
      },
      async handBack(receiptHandle, seconds) {
        await handBacks.add({ receiptHandle, seconds });
      },
      noHandBack: () => handBacks.leave(),
    };
  };
}
