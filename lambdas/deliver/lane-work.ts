import type { Clock, Random } from "../../lib/core/clock.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { LaneStore, WaitingLane } from "../../lib/core/ordered/lane-store.ts";
import type { OrderedLane } from "../../lib/core/ordered/ordered-lane.ts";
import { type PlaceTurnPorts, placeTurns } from "./place-turns.ts";
import type { ReceivedLaneMessage } from "./received-lane-message.ts";
import { type Incoming, type StopPorts, stoppingLanes } from "./stop-lane.ts";
import { type TurnPorts, takingTurns } from "./turns.ts";

export interface LaneWorkPorts extends TurnPorts, Omit<PlaceTurnPorts, "lanes">, StopPorts {
  lanes: LaneStore;
  now: Clock;
  random: Random;
  observe: TurnPorts["observe"] &
    StopPorts["observe"] & {
      fault(error: unknown, task: DeliveryTask | undefined): void;
    };
}

/** The messages of a lane that SQS must keep, and when it shows them again. */
export interface Kept {
  messages: readonly ReceivedLaneMessage[];
  seconds: number;
}

const UNREADABLE = "a message can't be read";

const NOTHING: Kept = { messages: [], seconds: 0 };

/**
 * A lane whose messages have waited for this long is slower than its events come in. SQS looks for other lanes only among
 * the first 120,000 messages of the queue, so the rest of the messages get places in the table.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
 */
const LONGEST_IN_QUEUE_MS = 30_000;

/**
 * Works on the messages of a lane. They are in order, and no other function has messages of the lane. While
 * nothing waits, deliveries go out one after the other. The first that can't stops the lane: it and those behind it get
 * places in the table, and their messages are done.
 */
export function workingOnLanes(ports: LaneWorkPorts) {
  const { lanes, now, random, observe } = ports;
  const turnsOf = takingTurns(ports);
  const workOff = placeTurns(ports);
  const { begin, stop, goOn, hold, addPlaces } = stoppingLanes(ports);

  return async function work(messages: readonly ReceivedLaneMessage[], remainingMs: () => number): Promise<Kept> {
    for (const { message } of messages) if (!message) observe.fault(new PipelineFault(UNREADABLE), undefined);
    const lane = messages.find(({ message }) => message)?.message?.lane;
    if (!lane) return NOTHING;
    try {
      const waiting = await lanes.getLane(lane);
      if (!waiting) return await inOrder(lane, messages, remainingMs);
      await join(waiting, messages, remainingMs);
      return NOTHING;
    } catch (error) {
      return putOff(messages, error);
    }
  };

  /** Nothing waits in the lane. */
  async function inOrder(
    lane: OrderedLane,
    messages: readonly ReceivedLaneMessage[],
    remainingMs: () => number,
  ): Promise<Kept> {
    const takeTurn = turnsOf(remainingMs);
    for (const [index, { message, sentAtMs }] of messages.entries()) {
      if (!message?.task) continue;
      const left = messages.slice(index);
      try {
        const incoming = incomingOf(left);
        if (now() - sentAtMs > LONGEST_IN_QUEUE_MS) {
          await begin(lane, { deliveryId: message.task.deliveryId, dueMs: now() }, incoming);
          return NOTHING;
        }
        const stopped = await takeTurn(message.task, incoming.length, incoming[1]?.task);
        // They come back in the same order.
        if (stopped?.isOutOfTime) return { messages: left, seconds: 0 };
        if (!stopped) continue;
        await begin(lane, stopped, incoming);
        return NOTHING;
      } catch (error) {
        return putOff(left, error);
      }
    }
    return NOTHING;
  }

  /**
   * Deliveries wait in the lane, so those that come in join its end. Only a message that asks for it has the places worked
   * on: so all messages before it leave the queue first, and quickly.
   */
  async function join(lane: WaitingLane, messages: readonly ReceivedLaneMessage[], remainingMs: () => number) {
    const incoming = incomingOf(messages);
    await addPlaces(lane, incoming);
    if (!messages.some(asksToLook)) return hold(incoming);
    const atHand = new Map(incoming.map(({ task }) => [task.deliveryId, task]));
    const stopped = await workOff(lane, atHand, turnsOf(remainingMs));
    if (!stopped) return lanes.endLane(lane);
    return stopped.isOutOfTime ? goOn(lane, incoming) : stop(lane, stopped, incoming);
  }

  /** After a failure inside Posthorn, the message that met it comes back, and those behind it too. */
  function putOff(messages: readonly ReceivedLaneMessage[], error: unknown): Kept {
    const [first] = messages;
    observe.fault(error, first?.message?.task);
    return { messages, seconds: waitAfterFault(first?.receives ?? 1, random()) };
  }
}

/** A message without a task asks to look. Somebody who retries a delivery by hand may have retried the first one. */
const asksToLook = ({ message }: ReceivedLaneMessage): boolean =>
  message !== undefined && (!message.task || message.task.trigger === "manual");

const incomingOf = (messages: readonly ReceivedLaneMessage[]): Incoming[] =>
  messages.flatMap(({ sequence, sentAtMs: sentMs, message }) =>
    message?.task ? [{ sequence, sentMs, task: message.task }] : [],
  );
