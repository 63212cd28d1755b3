import type { MessageVisibility, VisibilityChange } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import { groupCommit } from "../../lib/core/kit/group-commit.ts";

export interface WritePorts {
  recorder: DeliveryRecorder;
  visibility: MessageVisibility;
}

/** The writes of one message of a batch. Each may be made once. */
export interface MessageWrites {
  /** Records an attempt or an end. Rejects when it can't be recorded. */
  record(record: DeliveryRecord): Promise<void>;
  /** Says that no record comes, or that it has come. The batch doesn't wait for this message's record any longer. */
  noRecord(): void;
  /** Hands the message back, to be received again after so many seconds. Never rejects. */
  handBack(receiptHandle: string, seconds: number): Promise<void>;
  /** Says that the message isn't handed back. */
  noHandBack(): void;
}

/** Messages whose attempts end within this time of each other share their writes. */
const LINGER_MS = 20;

/**
 * Gathers the writes of a batch into few calls: as soon as every message has made its write or said that it won't,
 * and every 20 ms before that. A slow endpoint holds up no neighbour's record.
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
