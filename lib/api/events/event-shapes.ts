import * as z from "zod";
import { dateTime } from "../openapi/common-shapes.ts";

const UNDECIDED =
  "Subscriptions whose filter, or whose derived type's condition, took longer than a request allows. Posthorn decides about them within minutes. They are not in `deliveries`. The event's explanation has the results.";

const acceptanceShape = z
  .strictObject({
    id: z.string().describe("The event's id."),
    deliveries: z.int().min(0).describe("The number of subscriptions that get the event."),
    skipped: z
      .int()
      .min(1)
      .optional()
      .describe("Deliveries that are recorded but not sent, because their subscription is inactive."),
    duplicate: z
      .boolean()
      .describe("The event was sent before. Nothing was queued this time, unless the first request may have failed."),
    undecided: z.int().min(1).optional().describe(UNDECIDED),
  })
  .meta({ id: "Acceptance" });

const acceptancesShape = z.strictObject({ events: z.array(acceptanceShape) }).meta({ id: "Acceptances" });

export const acceptedShape = z.union([acceptanceShape, acceptancesShape]).meta({
  id: "Accepted",
  description: "The acceptance of the event, or a list with one acceptance for each event, in the same order.",
});

const headFields = {
  id: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  receivedAt: dateTime("When Posthorn accepted the event."),
  deliveries: z
    .int()
    .min(0)
    .optional()
    .describe("The number of subscriptions that got the event. Absent in lists for a portal token with a scope."),
  skipped: z
    .int()
    .min(1)
    .optional()
    .describe("Deliveries that were recorded but not sent, because their subscription was inactive."),
  undecided: z.int().min(1).optional().describe(UNDECIDED),
  test: z.literal(true).optional().describe("An example event of a test send."),
  contentErasedAt: dateTime("When the event's content was erased.").optional(),
};

export const eventHeadShape = z
  .strictObject(headFields)
  .meta({ id: "EventHead", description: "An event without its data." });

export const eventShape = z
  .strictObject({ ...headFields, data: z.unknown().optional().describe("The data, exactly as it was sent.") })
  .meta({
    id: "Event",
    description:
      "Something that happened. The data is absent if it was erased, and for a portal token without `viewPayload`.",
  });

export const explanationShape = z
  .strictObject({
    subscriptionId: z.string(),
    name: z.string().optional(),
    step: z
      .enum(["matched", "type", "derived-condition", "filter", "inactive", "undecided"])
      .describe("The step of matching that decided the result."),
    reason: z.string().describe("The reason, in plain words."),
    matchedTypes: z.array(z.string()).optional(),
    recorded: z
      .boolean()
      .describe(
        "True if the entry was recorded when the event came in; false if it follows from the current settings.",
      ),
    changedSince: z.boolean().optional().describe("The subscription has changed since the event came in."),
    deliveryId: z.string().optional(),
  })
  .meta({ id: "Explanation", description: "Why an event did or did not give a subscription a delivery." });
