import * as z from "zod";
import { instant } from "../openapi/answers.ts";

export const state = z
  .enum(["pending", "delivered", "retrying", "exhausted", "skipped", "cancelled"])
  .describe(
    "`pending` nothing was tried yet; `retrying` a retry will come; the others are final: `exhausted` all attempts failed, `skipped` the subscription was switched off, `cancelled` it was deleted, or the delivery was given up.",
  );

export const failure = z
  .string()
  .regex(/^(dns|connect|tls|timeout-(dns|connect|tls|headers)|too-slow|blocked-address|protocol|http-\d{3})$/)
  .describe("What kept an attempt from succeeding: `http-500`, `timeout-connect`, `tls` ….");

const headers = z.record(z.string(), z.string());
const milliseconds = z.number().min(0);

const attempt = z
  .strictObject({
    number: z.int().min(1).describe("1 for the first POST."),
    at: instant("When it began."),
    url: z.string(),
    status: z.int().optional().describe("The answer's; absent when there was none."),
    failure: failure.optional(),
    explanation: z.string().optional().describe("The failure in plain words."),
    detail: z.string().optional(),
    timings: z
      .strictObject({
        dns: milliseconds.optional(),
        connect: milliseconds.optional(),
        tls: milliseconds.optional(),
        firstByte: milliseconds.optional(),
        total: milliseconds,
      })
      .describe("Milliseconds of each phase; one that did not happen is absent."),
    trigger: z.enum(["scheduled", "manual", "test", "replay"]).describe("What began it."),
    requestHeaders: headers.describe("As they were sent, with what is secret masked.").optional(),
    bodyDigest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .optional()
      .describe("Of the body that was sent."),
    answerHeaders: headers.optional(),
    excerpt: z.string().optional().describe("The first KiB of the answer's body."),
    secretVersion: z.string().optional().describe("Which version of the subscription's secret signed."),
  })
  .meta({ id: "Attempt", description: "One POST and what came of it." });

const deliveryFields = {
  id: z.string(),
  state,
  type: z.string().describe("The event's."),
  eventId: z.string(),
  subscriptionId: z.string(),
  attemptCount: z.int().min(0),
  lastStatus: z.int().optional().describe("Of the last answer."),
  failure: failure.optional(),
  nextAttemptAt: instant("When the retry comes; only while `retrying`.").optional(),
  createdAt: instant("When it was made."),
  updatedAt: instant("When it last changed."),
  test: z.literal(true).optional().describe("A test send."),
  run: z
    .int()
    .min(0)
    .optional()
    .describe("Its series of attempts: 0 the event's own, one more with each retry and replay."),
  trigger: z.enum(["scheduled", "manual", "test", "replay"]).optional().describe("What began the run."),
  replayId: z.string().optional().describe("The replay that began the run."),
};

const matchedTypes = z.array(z.string()).optional().describe("The event's types by which it matched.");

/** An item of a list of deliveries. */
export const delivery = z
  .strictObject({ ...deliveryFields, matchedTypes })
  .meta({ id: "Delivery", description: "One event for one subscription." });

/** What a change of a delivery is answered with. */
export const deliveryBare = z
  .strictObject(deliveryFields)
  .meta({ id: "ChangedDelivery", description: "A delivery after a change." });

/** A delivery on its own. */
export const deliveryWithAttempts = z
  .strictObject({ ...deliveryFields, matchedTypes, attempts: z.array(attempt).describe("First to last.") })
  .meta({ id: "DeliveryWithAttempts", description: "A delivery and all its attempts." });

/** What a test send is answered with. */
export const testDelivery = z
  .strictObject({ ...deliveryFields, attempt })
  .meta({ id: "TestDelivery", description: "A test send's delivery and its attempt." });
