import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import type { WaitingTask } from "../../lib/core/delivery/retry-queue.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";

export interface TurnWritePorts {
  recorder: DeliveryRecorder;
  announcer: Announcer;
}

/** What a turn wrote, and the message that another lane would have sent on. */
export interface TurnMade {
  recorded: { delivery: Delivery; late: boolean } | undefined;
  waiting: WaitingTask | undefined;
}

/**
 * The writes of one delivery's turn. The other lanes send messages on that wait. Here the delivery stays in front of its
 * lane, and the lane waits.
 *
 * @param onRecord is called while a record is being written
 */
export function turnWrites({ recorder, announcer }: TurnWritePorts, onRecord: (record: DeliveryRecord) => void) {
  const made: TurnMade = { recorded: undefined, waiting: undefined };

  return {
    async record(record: DeliveryRecord): Promise<"late" | undefined> {
      const recording = recorder.record([record]);
      onRecord(record);
      const [result] = await recording;
      if (result instanceof PipelineFault) throw result;
      made.recorded = { delivery: record.delivery, late: result === "late" };
      return result;
    },
    announce: (delivery: Delivery) => announcer.announceExhausted([delivery]),
    async sendLater(task: WaitingTask): Promise<void> {
      made.waiting = task;
    },
    made,
  };
}
