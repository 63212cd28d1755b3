import { parseDeliveryId } from "../ids.ts";
import type { DeliveryTask, Event, RunTrigger } from "../model.ts";
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
  };
}

/**
 * Encodes a task as an SQS message body: one line of JSON, a line feed, then the event's data as the raw text that came
 * in. So the data isn't escaped a second time, and large JSON is never parsed on the way.
 *
 * SQS rejects U+FFFE and U+FFFF, which a JSON string may contain
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). Data with a character
 * that SQS might reject travels as base64.
 */
export const encodeTask = (task: DeliveryTask): string => taskEncoder()(task);

/**
 * Makes a function that encodes tasks as `encodeTask` does. It encodes data once for successive tasks of the same event.
 */
export function taskEncoder(): (task: DeliveryTask) => string {
  let kept = encodedData("");

  return function encode(task) {
    const { data, ...event } = task.event;
    if (kept.data !== data) kept = encodedData(data);
    return `${JSON.stringify({ v: 1, encoding: kept.encoding, ...task, event })}\n${kept.text}`;
  };
}

const encodedData = (data: string) =>
  PLAIN.test(data)
    ? { data, encoding: "text", text: data }
    : { data, encoding: "base64", text: Buffer.from(data).toString("base64") };

/** Text of the Basic Multilingual Plane that SQS accepts. */
const PLAIN = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/;

/** Decodes a message body. Returns undefined if the body isn't a task. */
export function decodeTask(body: string): DeliveryTask | undefined {
  const lineEnd = body.indexOf("\n");
  const head = lineEnd < 0 ? undefined : parseHead(body.slice(0, lineEnd));
  if (!head) return undefined;
  const { v: _version, encoding, event, ...task } = head;
  const text = body.slice(lineEnd + 1);
  const data = encoding === "base64" ? Buffer.from(text, "base64").toString() : text;
  // Messages of an earlier release have no run.
  return { run: 0, trigger: "scheduled", ...task, event: { ...event, data } };
}

interface TaskHead extends Omit<DeliveryTask, "event" | "run" | "trigger"> {
  run?: number;
  trigger?: RunTrigger;
  v: 1;
  encoding: "text" | "base64";
  event: Omit<DeliveryTask["event"], "data">;
}

function parseHead(line: string): TaskHead | undefined {
  try {
    const head: unknown = JSON.parse(line);
    return isHead(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is TaskHead {
  const head = value as TaskHead | null;
  const event = head?.event;
  return (
    head?.v === 1 &&
    (head.encoding === "text" || head.encoding === "base64") &&
    parseDeliveryId(String(head.deliveryId)) !== undefined &&
    [head.subscriptionId, head.queuedAt].every(isText) &&
    [event?.id, event?.ulid, event?.tenantId, event?.type, event?.occurredAt].every(isText) &&
    [head.round, head.attemptsBefore, head.idleRounds, head.run ?? 0].every(isCount) &&
    ["scheduled", "manual", "replay"].includes(head.trigger ?? "scheduled")
  );
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
