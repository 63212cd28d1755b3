import * as z from "zod";
import { dateTime, httpStatus } from "../openapi/common-shapes.ts";

export const deliveryStateShape = z
  .enum(["pending", "delivered", "retrying", "held", "exhausted", "skipped", "cancelled"])
  .meta({
    id: "DeliveryState",
    description:
      "`pending`: not tried yet. `retrying`: a retry is due. `held`: waits until its endpoint works again, or its subscription is resumed. The other states are final. `exhausted`: all attempts failed. `skipped`: the subscription was inactive. `cancelled`: the subscription was deleted, the delivery was cancelled, or the event itself was never accepted.",
  });

export const failureShape = z
  .string()
  .regex(/^(dns|connect|tls|timeout-(dns|connect|tls|headers)|too-slow|blocked-address|protocol|http-\d{3})$/)
  .describe("Why an attempt failed, such as `http-500`, `timeout-connect` or `tls`.");

const headers = z.record(z.string(), z.string());
const milliseconds = z.number().min(0);

const triggerShape = z.enum(["scheduled", "manual", "test", "replay", "probe"]).meta({ id: "Trigger" });

const timingsShape = z
  .strictObject({
    dns: milliseconds.optional(),
    connect: milliseconds.optional(),
    tls: milliseconds.optional(),
    firstByte: milliseconds.optional(),
    total: milliseconds,
  })
  .meta({
    id: "Timings",
    description: "The duration of each phase, in milliseconds. A phase that did not happen is absent.",
  });

export const attemptShape = z
  .strictObject({
    number: z.int().min(1).describe("1 for the first POST."),
    at: dateTime("When the attempt began."),
    url: z.string(),
    status: httpStatus.optional().describe("The status of the receiver's answer; absent if there was no answer."),
    failure: failureShape.optional(),
    explanation: z.string().optional().describe("The failure in plain words."),
    detail: z.string().optional(),
    timings: timingsShape,
    trigger: triggerShape.describe("The reason for the attempt."),
    requestHeaders: headers.describe("The headers that were sent, with secrets masked.").optional(),
    bodyDigest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .optional()
      .describe("The digest of the body that was sent."),
    answerHeaders: headers.optional(),
    excerpt: z.string().optional().describe("The first KiB of the receiver's answer."),
    secretVersion: z.string().optional().describe("The version of the subscription's secret that signed the POST."),
  })
  .meta({ id: "Attempt", description: "One POST and its result." });

/** The POST of an attempt. */
export const attemptRequestShape = z
  .strictObject({
    url: z.string(),
    headers: headers.describe("The headers that were sent, with secrets masked.").optional(),
    body: z.string().describe("The body, as text."),
    asSent: z
      .boolean()
      .describe(
        "True if the body is byte for byte what was sent. False if the subscription has changed since, so that a body would be different now.",
      ),
  })
  .meta({ id: "AttemptRequest", description: "The POST of an attempt." });

const heldForShape = z.enum(["breaker", "paused", "rate", "order"]).meta({
  id: "HeldFor",
  description:
    "`breaker`: the endpoint fails. `paused`: somebody paused the subscription, or its receiver asked for a pause. `rate`: the subscription's rate limit. `order`: the subscription is ordered, and an earlier delivery hasn't ended.",
});

const deliveryFields = {
  id: z.string(),
  state: deliveryStateShape,
  type: z.string().describe("The event's type."),
  eventId: z.string(),
  subscriptionId: z.string(),
  attemptCount: z.int().min(0),
  lastStatus: httpStatus.optional().describe("The status of the latest answer."),
  failure: failureShape.optional(),
  nextAttemptAt: dateTime("When the retry is due; only while `retrying`.").optional(),
  heldFor: heldForShape.optional().describe("Why the delivery is held; only while `held`."),
  createdAt: dateTime("When the delivery was created."),
  updatedAt: dateTime("When the delivery last changed."),
  test: z.literal(true).optional().describe("A test send."),
  run: z
    .int()
    .min(0)
    .optional()
    .describe("The number of the run of attempts: 0 for the first run, and one more with each retry and replay."),
  trigger: triggerShape.optional().describe("The reason for the run."),
  replayId: z.string().optional().describe("The replay that began the run."),
};

const matchedTypes = z.array(z.string()).optional().describe("The event's types by which it matched the subscription.");

/** A delivery in a list. */
export const deliveryShape = z
  .strictObject({ ...deliveryFields, matchedTypes })
  .meta({ id: "Delivery", description: "One event for one subscription." });

/** The answer to a change of a delivery. */
export const changedDeliveryShape = z
  .strictObject(deliveryFields)
  .meta({ id: "ChangedDelivery", description: "A delivery after a change." });

export const deliveryWithAttemptsShape = z
  .strictObject({ ...deliveryFields, matchedTypes, attempts: z.array(attemptShape).describe("Oldest first.") })
  .meta({ id: "DeliveryWithAttempts", description: "A delivery and all its attempts." });

export const testDeliveryShape = z
  .strictObject({ ...deliveryFields, attempt: attemptShape })
  .meta({ id: "TestDelivery", description: "A test send's delivery and its attempt." });
