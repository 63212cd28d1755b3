import type { DeliveryQueue, MessageVisibility } from "../../../lib/core/delivery/delivery-queue.ts";
import type { RetryQueue } from "../../../lib/core/delivery/retry-queue.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { FifoQueue } from "../../../lib/core/ordered/fifo-queue.ts";
import type { MessageDeletion } from "../../../lib/core/ordered/ordered-queue.ts";
import type { QueueGauge } from "../../../lib/core/overview/in-flight.ts";
import type { Faults } from "./fault-plan.ts";
import type { MemoryQueue } from "./memory-queue.ts";

/** When a task meets a fault, the tasks before it stay queued, as in a batch that fails in part. */
export const memoryDeliveryQueue = (queue: MemoryQueue, faults: Faults): DeliveryQueue => ({
  send: async (tasks) => {
    for (const task of tasks) faults.call("send", () => queue.send(encodeTask(task), task.event.tenantId));
  },
});

export const memoryRetryQueue = (queue: MemoryQueue, faults: Faults): RetryQueue => ({
  sendLater: async (waiting) =>
    waiting.map(({ task, delaySeconds }) =>
      faultOf(() => faults.call("send", () => queue.send(encodeTask(task), task.subscriptionId, delaySeconds))),
    ),
});

export const memoryVisibility = (queue: MemoryQueue, faults: Faults): MessageVisibility => ({
  changeVisibility: async (changes) => {
    const failed = changes.filter(({ receiptHandle, seconds }) => !change(queue, faults, receiptHandle, seconds));
    return failed.length;
  },
});

/** After a fault, the later messages of the group stay unsent, and fail too. */
export const memoryFifoQueue = (queue: MemoryQueue, faults: Faults): FifoQueue => ({
  async sendInOrder(messages) {
    const failed = new Map<string, PipelineFault>();
    return messages.map(({ group, body }) => {
      const fault = failed.get(group) ?? faultOf(() => faults.call("send", () => queue.send(body, group)));
      if (fault) failed.set(group, fault);
      return fault;
    });
  },
});

export const memoryQueueGauge = (queue: MemoryQueue, faults: Faults): QueueGauge => ({
  measure: async () => faults.call("measure", () => queue.depth()),
});

/** A message that can't be deleted now is deleted with the others. */
export const memoryDeletion = (queue: MemoryQueue, faults: Faults): MessageDeletion => ({
  deleteMessages: async (receiptHandles) => {
    for (const handle of receiptHandles) faultOf(() => faults.call("delete", () => queue.delete(handle)));
  },
});

/** Returns false after a `PipelineFault`. Throws a crash. */
function change(queue: MemoryQueue, faults: Faults, receiptHandle: string, seconds: number): boolean {
  let changed = false;
  const fault = faultOf(() => {
    changed = faults.call("changeVisibility", () => queue.changeVisibility(receiptHandle, seconds));
  });
  return changed && !fault;
}

/** Returns the `PipelineFault` of a call. Throws a crash. */
function faultOf(call: () => unknown): PipelineFault | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof PipelineFault) return error;
    throw error;
  }
}
