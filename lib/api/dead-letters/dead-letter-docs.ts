import * as z from "zod";
import { dateTime, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { deadLetterRoutes } from "./dead-letter-routes.ts";

const deadLetterShape = z
  .strictObject({
    messageId: z.string().describe("The id of the message in the dead-letter queue."),
    reason: z
      .enum(["no-progress", "unreadable"])
      .describe(
        "`no-progress`: three rounds in a row ended without an attempt. `unreadable`: Posthorn can't read the message.",
      ),
    deliveryId: z.string().optional(),
    tenantId: z.string().optional(),
    subscriptionId: z.string().optional(),
    sentAt: dateTime("When the message was sent."),
    since: dateTime("When the message became a dead letter."),
    sentAgain: z.int().min(0).optional().describe("How often Posthorn has sent the message again."),
    nextSendAt: dateTime("When Posthorn will send the message again. Absent if the message can't be read.").optional(),
  })
  .meta({
    id: "DeadLetter",
    description: "A delivery's message that is stuck because of a failure inside Posthorn.",
  });

const redriveShape = z
  .strictObject({
    count: z.int().min(0).describe("The number of dead letters that will be redriven."),
    unreadable: z
      .int()
      .min(0)
      .describe("The number of dead letters that can't be redriven. SQS deletes them after 14 days."),
    redriveAt: dateTime("When the redrive was requested. Later dead letters are not redriven."),
    withinSeconds: z.int().describe("The longest time until the last dead letter is redriven, in seconds."),
  })
  .meta({ id: "Redrive" });

export const deadLetterDocs = documented(
  {
    tag: "Dead letters",
    text: "Messages that failures inside Posthorn left in the dead-letter queue. Posthorn sends them again by itself, after 15 minutes and then at growing intervals of up to 12 hours, until their deliveries make progress. To continue at once after a fix, redrive them.",
  },
  deadLetterRoutes,
  {
    listDeadLetters: {
      summary: "List dead letters",
      text: "Newest message first.",
      query: PAGE_NOTES,
      answers: { 200: { description: "A page of dead letters.", schema: pageOf("DeadLetterPage", deadLetterShape) } },
    },
    redriveDeadLetters: {
      summary: "Redrive the dead letters",
      text: "Posthorn checks each dead letter every five minutes. At its next check, it is queued again.",
      body: { name: "RedriveRequest", example: {} },
      answers: { 202: { description: "The redrive is requested.", schema: redriveShape } },
    },
  },
);
