import type { Clock } from "../clock.ts";
import { deliveryId } from "../ids.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import { type ChangePorts, changeDeliveries } from "./change-deliveries.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";
import { nextRun, type QueuedDelivery, queuedRun, type RunCause, type RunEvent, untried } from "./lifecycle.ts";
import { newTask } from "./task.ts";

export interface RunPorts extends ChangePorts {
  queue: DeliveryQueue;
  now: Clock;
}

/** A request for a new run: an event, with its data, and the subscription to deliver it to. */
export interface RunRequest {
  event: RunEvent;
  subscriptionId: string;
}

/** The id of the delivery that a request concerns. */
export const deliveryOf = ({ event, subscriptionId }: RunRequest): string => deliveryId(event.ulid, subscriptionId);

/**
 * Starts new runs of deliveries in any state. Each run gets its subscription's whole retry policy. Leaves out
 * deliveries that the same replay has already started, so a replay can repeat its request after a crash. Leaves out
 * deliveries whose event was erased after the request read it.
 *
 * The messages are queued before the rows are written. After a crash in between, the rows are out of date, but the runs
 * begin anyway. Resolves with the started deliveries.
 *
 * `send` queues the messages elsewhere than in the queue of deliveries.
 */
export function startRuns({ queue, now, ...ports }: RunPorts) {
  return async function start(
    wanted: readonly RunRequest[],
    cause: RunCause,
    send: (tasks: DeliveryTask[]) => Promise<void> = queue.send,
  ): Promise<Delivery[]> {
    const rows = await ports.log.getDeliveries(wanted.map(deliveryOf));
    const runs = wanted.flatMap((request) => runFor(request, rows.get(deliveryOf(request)), cause, now()));
    await send(runs.map(({ event, delivery }) => newTask(event, delivery)));
    const changes = runs.map(({ delivery }) => ({
      id: delivery.id,
      change: (row: Delivery | undefined, contended: boolean) => (contended ? queuedRun(delivery, row) : delivery),
    }));
    await changeDeliveries(ports, changes, rows);
    return runs.map(({ delivery }) => delivery);
  };
}

interface QueuedRun {
  event: RunEvent;
  delivery: QueuedDelivery;
}

function runFor(request: RunRequest, row: Delivery | undefined, cause: RunCause, nowMs: number): QueuedRun[] {
  if (cause.trigger === "replay" && row?.replayId === cause.replayId) return [];
  if (row?.contentErasedAt !== undefined) return [];
  const { event, subscriptionId } = request;
  return [{ event, delivery: nextRun(row ?? untried(event, subscriptionId), cause, nowMs) }];
}
