import type { DeliveryTask, RunTrigger } from "../model.ts";

/**
 * A delivery task as an SQS message body: one line of JSON, a line feed, then the event's data as the raw text
 * that came in. So nothing is escaped twice and no large JSON is parsed on the way.
 *
 * SQS refuses U+FFFE and U+FFFF, which a JSON string may hold raw
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). Text with any
 * character outside the Basic Multilingual Plane's allowed part travels as base64.
 */
export function encodeTask(task: DeliveryTask): string {
  const { data, ...event } = task.event;
  const plain = PLAIN.test(data);
  const head = JSON.stringify({ v: 1, encoding: plain ? "text" : "base64", ...task, event });
  return `${head}\n${plain ? data : Buffer.from(data).toString("base64")}`;
}

const PLAIN = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/;

/** The task in a message body, or undefined when the body is none: a poison message. */
export function decodeTask(body: string): DeliveryTask | undefined {
  const lineEnd = body.indexOf("\n");
  if (lineEnd < 0) return undefined;
  const head = parseHead(body.slice(0, lineEnd));
  if (!head) return undefined;
  const { v: _version, encoding, event, ...task } = head;
  const text = body.slice(lineEnd + 1);
  const data = encoding === "base64" ? Buffer.from(text, "base64").toString() : text;
  // A message of an earlier release knows of no runs.
  return { run: 0, trigger: "scheduled", ...task, event: { ...event, data } };
}

interface Head extends Omit<DeliveryTask, "event" | "run" | "trigger"> {
  run?: number;
  trigger?: RunTrigger;
  v: 1;
  encoding: "text" | "base64";
  event: Omit<DeliveryTask["event"], "data">;
}

function parseHead(line: string): Head | undefined {
  try {
    const head: unknown = JSON.parse(line);
    return isHead(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is Head {
  const head = value as Head | null;
  const event = head?.event;
  return (
    head?.v === 1 &&
    (head.encoding === "text" || head.encoding === "base64") &&
    [head.deliveryId, head.subscriptionId, head.queuedAt].every(isText) &&
    [event?.id, event?.tenantId, event?.type, event?.occurredAt].every(isText) &&
    [head.round, head.attemptsBefore, head.idleRounds, head.run ?? 0].every(isCount) &&
    ["scheduled", "manual", "replay"].includes(head.trigger ?? "scheduled")
  );
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
