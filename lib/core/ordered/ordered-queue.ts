import type { PipelineFault } from "../errors.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { OrderedLane } from "./ordered-lane.ts";

/** A message of an ordered lane: a delivery that comes in, or a reason to look at the lane. */
export type LaneMessage = { lane: OrderedLane; task: DeliveryTask } | { lane: OrderedLane; task?: undefined };

/** Deletes received messages before their function ends. */
export interface MessageDeletion {
  /** Never rejects: a message that can't be deleted now is deleted with the others. */
  deleteMessages(receiptHandles: readonly string[]): Promise<void>;
}

/** The FIFO queue of ordered lanes. */
export interface OrderedQueue {
  /**
   * Queues messages durably, those of a lane in the given order. Resolves with a result for each message, in order: the
   * failure, or undefined once it is queued. After a failure, the later messages of its lane aren't sent, and fail too.
   */
  sendInOrder(messages: readonly LaneMessage[]): Promise<(PipelineFault | undefined)[]>;
}
