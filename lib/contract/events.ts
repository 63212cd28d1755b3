import * as z from "zod";
import { Refusal } from "../core/errors.ts";
import type { IncomingEvent } from "../core/events.ts";
import { EVENT_ID } from "../core/ids.ts";
import { MAX_DATA_BYTES, MAX_EVENTS } from "../core/limits.ts";
import { EVENT_TYPE } from "../core/matching.ts";
import { rawElements, rawMembers } from "../core/raw-json.ts";
import { checked, parseJson } from "./schema.ts";

const eventType = z
  .string()
  .max(128, "must be at most 128 characters")
  .regex(EVENT_TYPE, "must be an event type such as invoice.paid");
const eventId = z.string().regex(EVENT_ID, "must be 1 to 64 letters, digits, _ or -");
const instant = z.iso.datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z" });

const present = z.unknown().refine((value) => value !== undefined, "is required");

/** One event, as a producer sends it. */
const eventSchema = z.strictObject({
  type: eventType,
  data: present,
  id: eventId.optional(),
  occurredAt: instant.optional(),
});

const batchSchema = z.strictObject({
  events: z
    .array(eventSchema)
    .min(1, "must hold at least one event")
    .max(MAX_EVENTS, `must hold at most ${MAX_EVENTS} events`),
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
  refuseLargeData(data, at);
  return { ...event, data };
}

/** Refused with 413 when the data is larger than an event may carry. */
export function refuseLargeData(data: string, at: string): void {
  if (data.length <= MAX_DATA_BYTES / 4 || Buffer.byteLength(data) <= MAX_DATA_BYTES) return;
  const errors = [{ path: `${at}/data`, message: `must be at most ${MAX_DATA_BYTES} bytes` }];
  throw new Refusal(413, "An event's data is too large.", errors);
}

/** The `detail` of an event that comes over the bus; its type is the detail-type. */
export const busDetailSchema = z.strictObject({
  tenantId: z.string().min(1),
  data: present,
  id: eventId.optional(),
  occurredAt: instant.optional(),
});

export const busTypeSchema = eventType;
