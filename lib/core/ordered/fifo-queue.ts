import type { PipelineFault } from "../errors.ts";

/** A message for a queue that keeps the order within each group. */
export interface GroupMessage {
  /** Messages of one group are received in the order in which they were sent. */
  group: string;
  body: string;
}

export interface FifoQueue {
  /**
   * Queues messages durably, those of a group in the given order. Resolves with a result for each message, in order: the
   * failure, or undefined once it is queued. After a failure, the later messages of its group aren't sent, and have the
   * same failure. A message that failed may be in the queue nevertheless, if only the answer was lost. It is then there
   * twice if it is sent again.
   */
  sendInOrder(messages: readonly GroupMessage[]): Promise<(PipelineFault | undefined)[]>;
}
