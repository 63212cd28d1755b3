import { parseDeliveryId } from "../ids.ts";
import { decodedMessage, messageEncoder } from "../kit/raw-message.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Event } from "../model/event.ts";
import type { RunTrigger } from "../model/trigger.ts";
import type { QueuedDelivery } from "./lifecycle.ts";

/** The first message of a delivery's run. */
export function newTask({ id, ulid, tenantId, type, occurredAt, data }: Event, delivery: QueuedDelivery): DeliveryTask {
  return {
    deliveryId: delivery.id,
    subscriptionId: delivery.subscriptionId,
    event: { id, ulid, tenantId, type, occurredAt, data },
    queuedAt: delivery.createdAt,
    round: 0,
    attemptsBefore: delivery.attempts,
    idleRounds: 0,
    run: delivery.run,
    trigger: delivery.trigger,
    replayId: delivery.replayId,
    ...(delivery.holds !== undefined && { holds: delivery.holds }),
  };
}

/** Encodes a task as an SQS message body. */
export const encodeTask = (task: DeliveryTask): string => taskEncoder()(task);

/** Makes a function that encodes tasks as `encodeTask` does, and is quick with successive tasks of the same event. */
export function taskEncoder(): (task: DeliveryTask) => string {
  const encode = messageEncoder();

  return function encodeNext(task) {
    const { data, ...event } = task.event;
    return encode({ ...task, event }, data);
  };
}

/** Decodes a message body. Returns undefined if the body isn't a task. */
export function decodeTask(body: string): DeliveryTask | undefined {
  const decoded = decodedMessage<TaskHead>(body, isTaskHead);
  if (!decoded) return undefined;
  const { v: _version, encoding: _encoding, event, ...task } = decoded.head;
  // Messages of an earlier release have no run.
  return { run: 0, trigger: "scheduled", ...task, event: { ...event, data: decoded.data } };
}

interface TaskHead extends Omit<DeliveryTask, "event" | "run" | "trigger"> {
  run?: number;
  trigger?: RunTrigger;
  event: Omit<Event, "data">;
}

function isTaskHead(value: object): boolean {
  const head = value as TaskHead;
  return (
    parseDeliveryId(String(head.deliveryId)) !== undefined &&
    [head.subscriptionId, head.queuedAt].every(isText) &&
    isEventHead(head.event) &&
    [
      head.round,
      head.attemptsBefore,
      head.idleRounds,
      head.run ?? 0,
      head.sentOn ?? 0,
      head.holds ?? 0,
      head.probe ?? 0,
      head.slotMs ?? 0,
    ].every(isCount) &&
    ["scheduled", "manual", "replay"].includes(head.trigger ?? "scheduled")
  );
}

/** Is a value an event without its data, as messages carry it? */
export function isEventHead(value: unknown): value is Omit<Event, "data"> {
  const event = value as Event | null | undefined;
  return [event?.id, event?.ulid, event?.tenantId, event?.type, event?.occurredAt].every(isText);
}

export const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
