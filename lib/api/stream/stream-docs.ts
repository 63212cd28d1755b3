import * as z from "zod";
import { dateTime, PAGE_NOTES } from "../openapi/common-shapes.ts";
import type { Docs } from "../openapi/docs.ts";
import type { streamRoutes } from "./stream-routes.ts";

const streamedDeliveryShape = z
  .strictObject({
    deliveryId: z.string(),
    eventId: z.string(),
    type: z.string().describe("The event's type."),
    createdAt: dateTime("When the delivery was created."),
    headers: z.record(z.string(), z.string()).describe("The headers of the POST, with the signature."),
    body: z.string().describe("The body of the POST. The signature covers its bytes in UTF-8."),
  })
  .meta({ id: "StreamedDelivery", description: "A delivery as it would be POSTed now." });

const streamPageShape = z
  .strictObject({
    data: z.array(streamedDeliveryShape),
    next: z
      .string()
      .describe("Always present. Send it as `after` to confirm the deliveries on this page and to read the next ones."),
  })
  .meta({ id: "StreamPage" });

export const streamDocs: Docs<typeof streamRoutes> = {
  readStream: {
    summary: "Pull a subscription's deliveries",
    text: "Reads the waiting deliveries of a pull subscription, oldest first, signed now. Send a page's `next` as `after` to confirm its deliveries: they become `delivered`. Deliveries that are not confirmed are shown again. When `data` is empty, ask again after a second.",
    query: PAGE_NOTES,
    answers: { 200: { description: "The waiting deliveries.", schema: streamPageShape } },
    refusals: { 409: "The subscription isn't a pull subscription, or it is inactive." },
  },
};
