import * as z from "zod";
import { pageSchema } from "../http/pages.ts";
import { instant, PAGE_NOTES } from "../openapi/answers.ts";
import type { OperationDescription } from "../openapi/operation.ts";

const item = z
  .strictObject({
    deliveryId: z.string(),
    eventId: z.string(),
    type: z.string().describe("The event's."),
    createdAt: instant("When the delivery was made."),
    headers: z.record(z.string(), z.string()).describe("As a POST would have them, the signature among them."),
    body: z.string().describe("As a POST would have it: what is signed are its bytes in UTF-8."),
  })
  .meta({ id: "StreamedDelivery", description: "A delivery as it would be POSTed now." });

const stream = z
  .strictObject({
    data: z.array(item),
    next: z.string().describe("Always there: given as `after`, it takes what is on this page, and reads on."),
  })
  .meta({ id: "StreamPage" });

export const readStream: OperationDescription = {
  id: "readStream",
  summary: "Pull a subscription's deliveries",
  text: "Of a pull subscription: those that were not taken yet, oldest first, signed at this moment. What is on a page is taken, and thereby `delivered`, when its `next` is given as `after`; else it is shown again. When `data` is empty, ask again a second later.",
  access: "changes",
  query: { schema: pageSchema, notes: PAGE_NOTES },
  answers: { 200: { description: "What waits.", schema: stream } },
  refusals: { 409: "It is no pull subscription, or it is switched off." },
};
