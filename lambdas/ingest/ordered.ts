import type { IdentifiedEvent } from "../../lib/core/events.ts";
import { tasksFor } from "../../lib/core/fan-out/deliver-page.ts";
import type { LaneMessage, OrderedQueue } from "../../lib/core/ordered/ordered-queue.ts";
import type { AcceptedEvent } from "./accepted-event.ts";
import { eventOf } from "./routed.ts";

/**
 * The messages for ordered subscriptions, in the order of the request. A request that repeats another one may accept
 * its events in another order.
 */
export function orderedMessages(accepted: AcceptedEvent[], requested: IdentifiedEvent[]): LaneMessage[] {
  const concerned = accepted.filter(({ lanes }) => lanes.size > 0);
  const names = concerned.length > 1 ? requested.map(nameOf) : [];
  return concerned
    .toSorted((one, other) => names.indexOf(nameOf(one.event)) - names.indexOf(nameOf(other.event)))
    .flatMap(messagesOf);
}

/** An event with a claim can get the ULID of an earlier request. */
const nameOf = ({ claim, ulid }: IdentifiedEvent): string => claim ?? ulid;

function messagesOf(one: AcceptedEvent): LaneMessage[] {
  const tasks = tasksFor(eventOf(one), [...one.lanes.keys()]);
  return [...tasks].flatMap((task) => {
    const lane = one.lanes.get(task.subscriptionId);
    return lane ? [{ lane, task }] : [];
  });
}

/** Queues messages. Throws the first failure: the producer repeats the request, and each delivery keeps its id. */
export async function sendOrdered(queue: OrderedQueue, messages: LaneMessage[], most = MOST_CHARACTERS): Promise<void> {
  for (const some of slicesOf(messages, most)) {
    for (const fault of await queue.sendInOrder(some)) if (fault) throw fault;
  }
}

/** The most data that is encoded at a time. A request of 3 MiB for 100 subscriptions would take 300 MiB of memory. */
const MOST_CHARACTERS = 10_000_000;

/** Cuts a list of messages in pieces with about as much data. */
function slicesOf(messages: LaneMessage[], most: number): LaneMessage[][] {
  let characters = 0;
  const slices = Map.groupBy(messages, ({ task }) => {
    characters += task?.event.data.length ?? 0;
    return Math.floor(characters / most);
  });
  return [...slices.values()];
}
