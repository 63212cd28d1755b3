import * as z from "zod";
import { DELETED, dateTime, invalidFieldShape, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { rejectedEventRoutes } from "./rejected-event-routes.ts";

const fields = {
  id: z.string(),
  rejectedAt: dateTime("When Posthorn rejected the event."),
  reason: z.string().describe("The reason, in plain words."),
  errors: z.array(invalidFieldShape).describe("The invalid fields of the event, up to 20."),
  tenantId: z.string().optional().describe("The tenant that the event names. It may not exist."),
  type: z.string().optional().describe("The event's detail-type."),
  eventId: z.string().optional().describe("The event's own id, or EventBridge's."),
};

const listedShape = z
  .strictObject(fields)
  .meta({ id: "RejectedEvent", description: "An event from the bus that Posthorn could not accept." });

const shownShape = z
  .strictObject({
    ...fields,
    body: z.string().nullable().describe("The event as EventBridge sent it; null if it was too large to be kept."),
  })
  .meta({ id: "RejectedEventWithBody" });

const redriveShape = z
  .strictObject({
    count: z.int().min(0).describe("The number of events that were queued again."),
    tooLarge: z.int().min(0).describe("The number of events that were too large to be kept, and stay."),
    next: z.string().nullable().describe("The cursor of the next page, for `after`; null on the last page."),
  })
  .meta({ id: "RejectedEventRedrive" });

export const rejectedEventDocs = documented(
  {
    tag: "Rejected events",
    text: "Events on the bus that Posthorn could not accept. Nobody answers a producer on the bus, so they are kept for the operator, as long as the log.",
  },
  rejectedEventRoutes,
  {
    listRejectedEvents: {
      summary: "List rejected events",
      text: "Newest first.",
      query: PAGE_NOTES,
      answers: {
        200: { description: "A page of rejected events.", schema: pageOf("RejectedEventPage", listedShape) },
      },
    },
    getRejectedEvent: {
      summary: "Show a rejected event",
      text: "With its text.",
      answers: { 200: { description: "The rejected event.", schema: shownShape } },
    },
    redriveRejectedEvents: {
      summary: "Redrive rejected events",
      text: "Queues a page of the rejected events again, newest first. An event leaves the list once it is accepted.",
      body: { name: "RejectedEventRedriveRequest", notes: { after: PAGE_NOTES.after }, example: {} },
      answers: { 202: { description: "The events are queued again.", schema: redriveShape } },
    },
    redriveRejectedEvent: {
      summary: "Redrive a rejected event",
      text: "Queues the event again, as EventBridge sent it. It leaves the list once it is accepted.",
      answers: {
        202: {
          description: "The event is queued again.",
          schema: z.strictObject({ id: z.string() }).meta({ id: "RedrivenEvent" }),
        },
      },
      refusals: { 409: "The event was too large to be kept." },
    },
    discardRejectedEvent: {
      summary: "Discard a rejected event",
      text: "Deletes the record of the event.",
      answers: { 204: DELETED },
    },
  },
);
