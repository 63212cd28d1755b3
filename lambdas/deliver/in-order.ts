import type { MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import type { MessageDeletion } from "../../lib/core/ordered/ordered-queue.ts";
import { type Kept, type LaneWorkPorts, workingOnLanes } from "./lane-work.ts";
import { type NetworkPorts, networkWatch } from "./network-watch.ts";
import type { ReceivedLaneMessage } from "./received-lane-message.ts";

export interface InOrderPorts extends Omit<LaneWorkPorts, "network">, NetworkPorts {
  visibility: MessageVisibility;
  deletion: MessageDeletion;
}

/**
 * Delivers a batch of ordered lanes: the lanes at the same time, and the deliveries of a lane one after the other.
 * Resolves with the ids of the messages that SQS must keep, once their visibility timeouts are changed.
 *
 * @param remainingMs milliseconds until Lambda kills this function
 */
export function deliverInOrder(ports: InOrderPorts) {
  const { visibility, deletion } = ports;
  const work = workingOnLanes({ ...ports, network: networkWatch(ports) });

  return async function deliver(
    messages: readonly ReceivedLaneMessage[],
    remainingMs: () => number,
  ): Promise<string[]> {
    const lanes = [...Map.groupBy(messages, ({ group }) => group).values()];
    let atWork = lanes.length;
    const kept = await Promise.all(
      lanes.map(async (inLane) => {
        const left = await work(inLane, remainingMs);
        atWork--;
        if (atWork > 0) await finish(inLane, left);
        await handBack(left);
        return left.messages.map(({ messageId }) => messageId);
      }),
    );
    return kept.flat();
  };

  /** Other lanes may take minutes. SQS hands out no more of this one while its messages are in flight. */
  async function finish(messages: readonly ReceivedLaneMessage[], { messages: kept }: Kept): Promise<void> {
    const done = messages.filter((message) => !kept.includes(message));
    await deletion.deleteMessages(done.map(({ receiptHandle }) => receiptHandle));
  }

  async function handBack({ messages, seconds }: Kept): Promise<void> {
    if (messages.length === 0) return;
    await visibility.changeVisibility(messages.map(({ receiptHandle }) => ({ receiptHandle, seconds })));
  }
}
