import { PipelineFault } from "../../../lib/core/errors.ts";
import { encodeLaneMessage } from "../../../lib/core/ordered/lane-message.ts";
import { groupOf } from "../../../lib/core/ordered/ordered-lane.ts";
import type { LaneMessage, OrderedQueue } from "../../../lib/core/ordered/ordered-queue.ts";
import type { Faults } from "./fault-plan.ts";
import type { MemoryQueue } from "./memory-queue.ts";

export interface MemoryOrdered {
  /** The messages that were sent, in order. */
  messages: LaneMessage[];
  port: OrderedQueue;
}

/** Sends to a FIFO queue, if there is one. After a failure, later messages of the lane fail too, as the port says. */
export function memoryOrdered(faults: Faults, queue?: MemoryQueue): MemoryOrdered {
  const messages: LaneMessage[] = [];

  function send(message: LaneMessage): void {
    const { group, body } = encodeLaneMessage(message);
    messages.push(message);
    queue?.send(body, group);
  }

  async function sendInOrder(sent: readonly LaneMessage[]) {
    const failed = new Map<string, PipelineFault>();
    return sent.map((message) => {
      const group = groupOf(message.lane);
      try {
        if (!failed.has(group)) faults.call("sendInOrder", () => send(message));
      } catch (error) {
        if (!(error instanceof PipelineFault)) throw error;
        failed.set(group, error);
      }
      return failed.get(group);
    });
  }

  return { messages, port: { sendInOrder } };
}
