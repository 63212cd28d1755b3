import * as z from "zod";
import { delivery } from "../deliveries/delivery-shapes.ts";
import { eventDeliveriesSchema, eventListSchema } from "../deliveries/log-queries.ts";
import { pageSchema } from "../http/pages.ts";
import { GONE, instant, LOG_NOTES, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { Resource } from "../openapi/operation.ts";
import { batchSchema, eventSchema } from "./event-schemas.ts";

const acceptance = z
  .strictObject({
    id: z.string().describe("The event's."),
    deliveries: z.int().min(0).describe("How many subscriptions it goes to."),
    skipped: z.int().min(1).optional().describe("Deliveries that are recorded only, as their subscription is off."),
    duplicate: z.boolean().describe("It was accepted before: nothing was queued this time."),
  })
  .meta({ id: "Acceptance" });

const accepted = z
  .union([acceptance, z.strictObject({ events: z.array(acceptance) })])
  .meta({ id: "Accepted", description: "One acceptance, or one for each event of a list in their order." });

const headFields = {
  id: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  receivedAt: instant("When it was accepted."),
  deliveries: z.int().min(0).describe("How many subscriptions it went to."),
  skipped: z.int().min(1).optional().describe("Deliveries recorded only, as their subscription was off."),
  test: z.literal(true).optional().describe("Made up for a test send."),
  contentErasedAt: instant("When its content was erased.").optional(),
};

const eventHead = z.strictObject(headFields).meta({ id: "EventHead", description: "An event without its data." });

const event = z
  .strictObject({ ...headFields, data: z.unknown().optional().describe("As it came in, to the digit.") })
  .meta({ id: "Event", description: "Something that happened. Its data is absent once it was erased." });

const explanation = z
  .strictObject({
    subscriptionId: z.string(),
    name: z.string().optional(),
    step: z.enum(["matched", "type", "derived-condition", "filter", "inactive"]).describe("What decided."),
    reason: z.string().describe("In plain words."),
    matchedTypes: z.array(z.string()).optional(),
    recorded: z.boolean().describe("It was recorded then; otherwise it is what today's settings say."),
    changedSince: z.boolean().optional().describe("The subscription was changed after the event came in."),
    deliveryId: z.string().optional(),
  })
  .meta({ id: "Explanation", description: "Why an event did or did not give a subscription a delivery." });

/** What happened, and to whom it went. */
export const events: Resource = {
  tag: "Events",
  text: "What happened, and to which subscriptions it went.",
  operations: {
    "POST /api/v1/events": {
      id: "sendEvents",
      summary: "Send an event, or a list of them",
      text: "The answer comes when every delivery is queued durably. With an `id` or an `idempotency-key` an event can be sent again without being delivered twice.",
      access: "produces",
      headers: {
        "idempotency-key": {
          description: "Names the request: repeated with the same key, it is accepted once.",
          example: "order-1001-paid",
        },
      },
      body: {
        name: "EventsToSend",
        schema: z.union([eventSchema, batchSchema]),
        notes: {
          type: "Such as `invoice.paid`.",
          data: "Any JSON, at most 256 KiB: it is delivered to the digit.",
          id: "Of your own; one is made up when left out.",
          occurredAt: "Now, when left out.",
          events: "Up to 100 of them: all are taken, or none.",
        },
        example: { type: "invoice.paid", data: { invoice: "in_1001", amount: 4900 } },
      },
      answers: {
        202: {
          description: "Accepted: nothing of it will be lost.",
          schema: accepted,
          example: { id: "evt_01JJYB4S4T0W8E3T8Q2V5Z6N7P", deliveries: 2, duplicate: false },
        },
      },
      refusals: {
        409: "An event with this id and other content was accepted before.",
        413: "An event's data is larger than 256 KiB.",
      },
    },
    "GET /api/v1/events": {
      id: "listEvents",
      summary: "List the events",
      text: "Newest first.",
      access: "reads",
      query: {
        schema: eventListSchema,
        notes: {
          ...LOG_NOTES,
          subscriptionId: "Only those that gave this subscription a delivery.",
          state: "With `subscriptionId`: only those whose delivery is in this state, or one of these.",
        },
      },
      answers: { 200: { description: "A page of them.", schema: pageOf("EventPage", eventHead) } },
    },
    "GET /api/v1/events/{id}": {
      id: "readEvent",
      summary: "Read an event",
      access: "reads",
      answers: { 200: { description: "The event with its data.", schema: event } },
    },
    "DELETE /api/v1/events/{id}/content": {
      id: "eraseEventContent",
      summary: "Erase an event's content",
      text: "Its data is gone wherever it is kept, and the answers of receivers with it; its deliveries that wait end as `cancelled`. What happened stays in the log.",
      access: "changes",
      answers: { 204: GONE },
    },
    "GET /api/v1/events/{id}/deliveries": {
      id: "listEventDeliveries",
      summary: "List an event's deliveries",
      access: "reads",
      query: { schema: eventDeliveriesSchema, notes: { ...PAGE_NOTES, state: LOG_NOTES.state } },
      answers: { 200: { description: "A page of them.", schema: pageOf("DeliveryPage", delivery) } },
    },
    "GET /api/v1/events/{id}/explanation": {
      id: "explainEvent",
      summary: "Explain who got an event, and who did not",
      text: "One entry for each subscription of the tenant.",
      access: "reads",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: { 200: { description: "A page of reasons.", schema: pageOf("ExplanationPage", explanation) } },
    },
  },
};
