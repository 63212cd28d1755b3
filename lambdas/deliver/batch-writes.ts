import type { MessageVisibility, VisibilityChange } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import { groupCommit } from "../../lib/core/kit/group-commit.ts";

export interface WritePorts {
  recorder: DeliveryRecorder;
  visibility: MessageVisibility;
}

/** The writes for one message of a batch. Each write happens at most once. */
export interface MessageWrites {
  /** Records an attempt or an end. Rejects when it can't be recorded. */
  record(record: DeliveryRecord): Promise<void>;
  /** Tells the batch not to wait for a record of this message any longer. Harmless after `record`. */
  noRecord(): void;
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
export function batchWrites({ recorder, visibility }: WritePorts, size: number): () => MessageWrites {
  const records = groupCommit(size, LINGER_MS, (group: DeliveryRecord[]) => recorder.record(group));
  const handBacks = groupCommit(size, LINGER_MS, async (group: VisibilityChange[]) => {
    const failed = await visibility.changeVisibility(group);
    return group.map(() => failed);
  });

  return function writesOfMessage() {
    let recorded = false;
    return {
      async record(record) {
        recorded = true;
        const fault = await records.add(record);
        if (fault) throw fault;
      },
      noRecord() {
        if (!recorded) records.leave();
        recorded = true;
      },
      async handBack(receiptHandle, seconds) {
        await handBacks.add({ receiptHandle, seconds });
      },
      noHandBack: () => handBacks.leave(),
    };
  };
}
