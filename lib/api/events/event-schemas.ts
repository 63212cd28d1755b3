// This is the small build of zod. The full build would be a sixth of the ingest function's bundle.
import * as z from "zod/mini";
import { OPERATOR_TENANT } from "../../core/alerts/alert-routes.ts";
import { type Problem, Refusal, refuse } from "../../core/errors.ts";
import type { IncomingEvent } from "../../core/events.ts";
import { nestedDeeperThan } from "../../core/kit/nesting.ts";
import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { MAX_DATA_BYTES, MAX_DATA_DEPTH, MAX_EVENTS, MAX_REQUEST_BYTES } from "../../core/limits.ts";
import { isOwnType } from "../../core/matching/event-types.ts";
import { TENANT_ID } from "../../core/tenants.ts";
import { dateTimeField, eventTypeField } from "../http/fields.ts";
import { anyJson } from "../http/json-text-field.ts";
import { parseJson, validated } from "../http/schema.ts";
import { eventIdField } from "./event-id-field.ts";

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

const NOT_FOR_PRODUCERS = "must not begin with posthorn., because only Posthorn sends such events";
const producersType = eventTypeField.check(z.refine((type) => !isOwnType(type), NOT_FOR_PRODUCERS));

/** One event, as a producer sends it. */
export const eventSchema = z.strictObject(
  { type: producersType, data: rawData, id: z.optional(eventIdField), occurredAt: z.optional(occurredAt) },
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
    id: z.optional(eventIdField),
    occurredAt: z.optional(occurredAt),
  },
  "must be an object with tenantId and data",
);

/**
 * An event as EventBridge sends it to a queue. It has further fields, such as its source
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html).
 */
const busEventSchema = z.object(
  {
    id: eventIdField,
    source: z.optional(z.string()),
    time: dateTimeField,
    "detail-type": eventTypeField,
    detail: busDetailSchema,
  },
  "must be an event of EventBridge",
);

/** An event from the bus. */
export interface BusEvent {
  tenantId: string;
  /** Without an id of its own, the event has EventBridge's: an event that EventBridge sends twice is a duplicate. */
  event: IncomingEvent;
  /** When the event was put on the bus, ISO 8601. */
  time: string;
  /** The event is Posthorn's own. */
  isOwn: boolean;
}

/**
 * Reads an event from the bus: `detail-type` is its type, `detail` is `{tenantId, data, id?, occurredAt?}`. The data is
 * the text that EventBridge sent.
 *
 * @param ownSource the source of Posthorn's own events. Producers can't send events with this source to the queue
 * @throws a `Refusal` as `readEventsRequest` does
 */
export function readBusEvent(text: string, ownSource: string): BusEvent {
  const { id, source, time, "detail-type": type, detail } = validated(busEventSchema, parseJson(text));
  const { tenantId, ...given } = detail;
  const isOwn = source === ownSource;
  if (!isOwn) refuse(reservedProblems(type, tenantId));
  const event = rawEvent({ ...given, id: given.id ?? id, type }, rawMembers(text).get("detail") ?? "{}", "/detail");
  return { tenantId, event, time, isOwn };
}

/** What a producer can't send over the bus. */
const reservedProblems = (type: string, tenantId: string): Problem[] => [
  ...(isOwnType(type) ? [{ path: "/detail-type", message: NOT_FOR_PRODUCERS }] : []),
  ...(tenantId === OPERATOR_TENANT ? [{ path: "/detail/tenantId", message: GETS_OWN_EVENTS_ONLY }] : []),
];

const GETS_OWN_EVENTS_ONLY = `must not be ${OPERATOR_TENANT}, which gets only Posthorn's own events`;
