// This is the small build of zod. The full build would be a sixth of the ingest function's bundle.
import * as z from "zod/mini";
import { Refusal } from "../../core/errors.ts";
import type { IncomingEvent } from "../../core/events.ts";
import { EVENT_ID } from "../../core/ids.ts";
import { nestedDeeperThan } from "../../core/kit/nesting.ts";
import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { MAX_DATA_BYTES, MAX_DATA_DEPTH, MAX_EVENTS, MAX_REQUEST_BYTES } from "../../core/limits.ts";
import { dateTimeField, eventTypeField } from "../http/fields.ts";
import { anyJson, jsonTextField } from "../http/json-text-field.ts";
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
export function refuseUnfitData(data: string, at: string): void {
  const refusal = (status: number, message: string, problem: string) =>
    new Refusal(status, message, [{ path: `${at}/data`, message: problem }]);
  if (data.length > MAX_DATA_BYTES / 4 && Buffer.byteLength(data) > MAX_DATA_BYTES) {
    throw refusal(413, "An event's data is too large.", `must be at most ${MAX_DATA_BYTES} bytes`);
  }
  if (nestedDeeperThan(MAX_DATA_DEPTH, data)) {
    throw refusal(422, "An event's data is nested too deeply.", `must be nested at most ${MAX_DATA_DEPTH} levels deep`);
  }
}

/** The `detail` of an event from the bus. Its `detail-type` is the event's type. */
export const busDetailSchema = z.strictObject(
  {
    tenantId: z.string().check(z.minLength(1, "must not be empty")),
    data: jsonTextField,
    id: z.optional(eventId),
    occurredAt: z.optional(occurredAt),
  },
  "must be an object with tenantId and data",
);
