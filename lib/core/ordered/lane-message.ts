import { decodeTask, encodeTask, isText } from "../delivery/task.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { GroupMessage } from "./fifo-queue.ts";
import { groupOf, laneOf } from "./ordered-lane.ts";
import type { LaneMessage } from "./ordered-queue.ts";

/** Encodes a message. Its group is the lane. A delivery that comes in has the same body as in the other queues. */
export const encodeLaneMessage = ({ lane, task }: LaneMessage): GroupMessage => ({
  group: groupOf(lane),
  body: task ? encodeTask(inLane(task)) : JSON.stringify({ v: 1, lookAt: lane.tenantId }),
});

/** A message from another lane may have a slot, or be a probe. In an ordered lane, the delivery in front has them. */
const inLane = ({ slotMs: _slot, probe: _probe, sentOn: _times, ...task }: DeliveryTask): DeliveryTask => task;

/** Decodes a message. Returns undefined if it can't be read. */
export function decodeLaneMessage({ group, body }: GroupMessage): LaneMessage | undefined {
  const task = decodeTask(body);
  if (task) return { lane: laneOf(task.event.tenantId, group), task };
  const tenantId = tenantIn(body);
  return tenantId === undefined ? undefined : { lane: laneOf(tenantId, group) };
}

function tenantIn(body: string): string | undefined {
  try {
    const { v, lookAt } = JSON.parse(body);
    return v === 1 && isText(lookAt) ? lookAt : undefined;
  } catch {
    return undefined;
  }
}
