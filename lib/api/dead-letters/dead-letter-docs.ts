import * as z from "zod";
import { pageSchema } from "../http/pages.ts";
import { instant, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { Resource } from "../openapi/operation.ts";
import { redriveSchema } from "./dead-letter-schemas.ts";

const letter = z
  .strictObject({
    messageId: z.string().describe("The message's, in the dead-letter queue."),
    reason: z.enum(["no-progress", "unreadable"]).describe("`no-progress` it came to no attempt in three rounds."),
    deliveryId: z.string().optional(),
    tenantId: z.string().optional(),
    subscriptionId: z.string().optional(),
    sentAt: instant("When the message was sent."),
    since: instant("Since when it stays."),
  })
  .meta({ id: "DeadLetter", description: "A delivery's message that stays for a person, by a fault of ours." });

const redrive = z
  .strictObject({
    count: z.int().min(0).describe("Letters that will be brought back."),
    unreadable: z.int().min(0).describe("Those that can't be: they stay until SQS drops them, 14 days after."),
    redriveAt: instant("When it was asked for: those that stay since later are not meant."),
    withinSeconds: z.int().describe("How long it takes until the last one is brought back."),
  })
  .meta({ id: "Redrive" });

/** What a person is needed for. */
export const deadLetters: Resource = {
  tag: "Dead letters",
  text: "Messages that stay in the dead-letter queue, by a fault of ours, and their way back once it is mended.",
  operations: {
    "GET /api/v1/dead-letters": {
      id: "listDeadLetters",
      summary: "List the dead letters",
      text: "Those sent last first.",
      access: "admin",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: { 200: { description: "A page of them.", schema: pageOf("DeadLetterPage", letter) } },
    },
    "POST /api/v1/dead-letters/redrive": {
      id: "redriveDeadLetters",
      summary: "Bring the dead letters back",
      text: "Each goes back to be delivered when it is next looked at, which happens every five minutes.",
      access: "admin",
      body: { name: "RedriveRequest", schema: redriveSchema, example: {}, optional: true },
      answers: { 202: { description: "It is asked for.", schema: redrive } },
    },
  },
};
