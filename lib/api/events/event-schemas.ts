// This is the small build of zod. The full build would be a sixth of the ingest function's bundle.
import * as z from "zod/mini";
import { Refusal } from "../../core/errors.ts";
import type { IncomingEvent } from "../../core/events.ts";
import { EVENT_ID } from "../../core/ids.ts";
import { nestedDeeperThan } from "../../core/kit/nesting.ts";
import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { MAX_DATA_BYTES, MAX_DATA_DEPTH, MAX_EVENTS, MAX_REQUEST_BYTES } from "../../core/limits.ts";
import { TENANT_ID } from "../../core/tenants.ts";
import { dateTimeField, eventTypeField } from "../http/fields.ts";
import { anyJson } from "../http/json-text-field.ts";
import { parseJson, validated } from "../http/schema.ts";

const eventId = z.string().check(z.regex(EVENT_ID, "must be 1 to 64 letters, digits, _ or -"));
const occurredAt = dateTimeField.check(z.refine(hasYear, "must be in the years 0000 to 9999 in UTC"));

/** With an offset, the year in UTC may not have four digits. Receivers couldn't read such a time. */
function hasYear(text: string): boolean {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || /^\d{4}-/.test(new Date(ms).toISOString());
}

/** Any JSON value. Outputs nothing, because an event carries the text that came in. */
const rawData = z.pipe(
  anyJson,
  z.transform(() => undefined),
);

/** One event, as a producer sends it. */
export const eventSchema = z.strictObject(
  { type: eventTypeField, data: rawData, id: z.optional(eventId), occurredAt: z.optional(occurredAt) },
  "must be an event: an object with type and data",
);

/** Several events. */
export const batchSchema = z.strictObject({
  events: z
    .array(eventSchema, "must be an array of events")
    .check(
      z.minLength(1, "must contain at least one event"),
      z.maxLength(MAX_EVENTS, `must contain at most ${MAX_EVENTS} events`),
    ),
});

/** The events of a request's body, and whether they came as a batch. */
export interface EventsRequest {
  events: IncomingEvent[];
  batch: boolean;
}

/**
 * Reads the body of `POST /api/v1/events`: one event, or `{"events": […]}`.
 *
 * @throws a `Refusal`: 400 if the body isn't JSON, 413 if it is over 3 MiB or an event's data over 256 KiB, 422 if a
 *   field is invalid
 */
export function readEventsRequest(body: string | undefined): EventsRequest {
  const text = body ?? "";
  if (Buffer.byteLength(text) > MAX_REQUEST_BYTES) throw tooLarge();
  const value = parseJson(text);
  if (!isBatch(value)) return { events: [rawEvent(validated(eventSchema, value), text, "")], batch: false };
  const { events } = validated(batchSchema, value);
  const texts = rawElements(rawMembers(text).get("events") ?? "[]");
  return { events: events.map((event, i) => rawEvent(event, texts[i] ?? "", `/events/${i}`)), batch: true };
}

const tooLarge = (): Refusal =>
  new Refusal(413, "The request is too large.", [{ path: "", message: `must be at most ${MAX_REQUEST_BYTES} bytes` }]);

const isBatch = (value: unknown): boolean => typeof value === "object" && value !== null && "events" in value;

/** The checked event, with its data as the text that was sent. */
function rawEvent(event: z.infer<typeof eventSchema>, text: string, at: string): IncomingEvent {
  const data = rawMembers(text).get("data") ?? "null";
  refuseUnfitData(data, at);
  return { ...event, data };
}

/**
 * Throws a `Refusal` for data that an event can't carry: 413 when it is too large, 422 when it is nested too deeply.
 */
function refuseUnfitData(data: string, at: string): void {
  const refusal = (status: number, message: string, problem: string) =>
    new Refusal(status, message, [{ path: `${at}/data`, message: problem }]);
  if (data.length > MAX_DATA_BYTES / 4 && Buffer.byteLength(data) > MAX_DATA_BYTES) {
    throw refusal(413, "An event's data is too large.", `must be at most ${MAX_DATA_BYTES} bytes`);
  }
  if (nestedDeeperThan(MAX_DATA_DEPTH, data)) {
    throw refusal(422, "An event's data is nested too deeply.", `must be nested at most ${MAX_DATA_DEPTH} levels deep`);
  }
}

const busDetailSchema = z.strictObject(
  {
    tenantId: z.string().check(z.regex(TENANT_ID, "is not a known tenant")),
    data: rawData,
    id: z.optional(eventId),
    occurredAt: z.optional(occurredAt),
  },
  "must be an object with tenantId and data",
);

/**
 * An event as EventBridge sends it to a queue. It has further fields, such as its source
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html).
 */
const busEventSchema = z.object(
  { id: eventId, time: dateTimeField, "detail-type": eventTypeField, detail: busDetailSchema },
  "must be an event of EventBridge",
);

/** An event from the bus. */
export interface BusEvent {
  tenantId: string;
  /** Without an id of its own, the event has EventBridge's: an event that EventBridge sends twice is a duplicate. */
  event: IncomingEvent;
  /** When the event was put on the bus, ISO 8601. */
  time: string;
}

/**
 * Reads an event from the bus: `detail-type` is its type, `detail` is `{tenantId, data, id?, occurredAt?}`. The data is
 * the text that EventBridge sent.
 *
 * @throws a `Refusal` as `readEventsRequest` does
 */
export function readBusEvent(text: string): BusEvent {
  const { id, time, "detail-type": type, detail } = validated(busEventSchema, parseJson(text));
  const { tenantId, ...own } = detail;
  const event = rawEvent({ ...own, id: own.id ?? id, type }, rawMembers(text).get("detail") ?? "{}", "/detail");
  return { tenantId, event, time };
}
