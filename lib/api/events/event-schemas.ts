// The small build: the full one would be a sixth of the ingest function's bundle.
import * as z from "zod/mini";
import { Refusal } from "../../core/errors.ts";
import type { IncomingEvent } from "../../core/events.ts";
import { EVENT_ID } from "../../core/ids.ts";
import { nestedDeeperThan } from "../../core/kit/nesting.ts";
import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { MAX_DATA_BYTES, MAX_DATA_DEPTH, MAX_EVENTS } from "../../core/limits.ts";
import { EVENT_TYPE } from "../../core/matching/event-types.ts";
import { checked, parseJson } from "../http/schema.ts";

const eventType = z
  .string("must be a text")
  .check(
    z.maxLength(128, "must be at most 128 characters"),
    z.regex(EVENT_TYPE, "must be an event type such as invoice.paid"),
  );
const eventId = z.string("must be a text").check(z.regex(EVENT_ID, "must be 1 to 64 letters, digits, _ or -"));
const instant = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z" })
  .check(z.refine(hasYear, "must be in the years 0000 to 9999 in UTC"));

/** An offset can lead out of the years of four digits: what is left is no time that receivers could read. */
function hasYear(text: string): boolean {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || /^\d{4}-/.test(new Date(ms).toISOString());
}

const present = z.unknown().check(z.refine((value) => value !== undefined, "is required"));

/** One event, as a producer sends it. */
export const eventSchema = z.strictObject(
  { type: eventType, data: present, id: z.optional(eventId), occurredAt: z.optional(instant) },
  "must be an event: an object with type and data",
);

/** Several of them. */
export const batchSchema = z.strictObject({
  events: z
    .array(eventSchema, "must be a list of events")
    .check(
      z.minLength(1, "must hold at least one event"),
      z.maxLength(MAX_EVENTS, `must hold at most ${MAX_EVENTS} events`),
    ),
});

/** The events of a request's body, and whether they came as a list. */
export interface EventsRequest {
  events: IncomingEvent[];
  batch: boolean;
}

/**
 * Reads the body of `POST /api/v1/events`: one event, or `{"events": […]}`.
 * Refused: 400 not JSON, 413 data over 256 KiB, 422 fields.
 */
export function readEventsRequest(body: string | undefined): EventsRequest {
  const value = parseJson(body);
  const text = body ?? "";
  if (!isBatch(value)) return { events: [rawEvent(checked(eventSchema, value), text, "")], batch: false };
  const { events } = checked(batchSchema, value);
  const texts = rawElements(rawMembers(text).get("events") ?? "[]");
  return { events: events.map((event, i) => rawEvent(event, texts[i] ?? "", `/events/${i}`)), batch: true };
}

const isBatch = (value: unknown): boolean => typeof value === "object" && value !== null && "events" in value;

/** The checked event with its data as the text that was sent. */
function rawEvent(event: z.infer<typeof eventSchema>, text: string, at: string): IncomingEvent {
  const data = rawMembers(text).get("data") ?? "null";
  refuseUnfitData(data, at);
  return { ...event, data };
}

/** Refused with 413 when the data is larger than an event may carry, with 422 when it is nested too deep. */
export function refuseUnfitData(data: string, at: string): void {
  const refusal = (status: number, message: string, problem: string) =>
    new Refusal(status, message, [{ path: `${at}/data`, message: problem }]);
  if (data.length > MAX_DATA_BYTES / 4 && Buffer.byteLength(data) > MAX_DATA_BYTES) {
    throw refusal(413, "An event's data is too large.", `must be at most ${MAX_DATA_BYTES} bytes`);
  }
  if (nestedDeeperThan(MAX_DATA_DEPTH, data)) {
    throw refusal(422, "An event's data is nested too deep.", `must be nested at most ${MAX_DATA_DEPTH} levels deep`);
  }
}

/** The `detail` of an event that comes over the bus; its type is the detail-type. */
export const busDetailSchema = z.strictObject(
  {
    tenantId: z.string("must be a text").check(z.minLength(1, "must not be empty")),
    data: present,
    id: z.optional(eventId),
    occurredAt: z.optional(instant),
  },
  "must be an object with tenantId and data",
);

export const busTypeSchema = eventType;
