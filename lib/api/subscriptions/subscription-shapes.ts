import * as z from "zod";
import { deliveryStateShape, failureShape } from "../deliveries/delivery-shapes.ts";
import { shortHealthShape } from "../health/health-shapes.ts";
import { dateTime, httpStatus } from "../openapi/common-shapes.ts";

const secondDialectShape = z
  .strictObject({ dialect: z.string(), until: z.string().optional() })
  .meta({ id: "SecondDialect" });

const secretShownShape = z
  .strictObject({ at: dateTime("When the secret was read."), keyId: z.string() })
  .meta({ id: "SecretShown" });

const rateLimitShape = z
  .strictObject({
    perSecond: z.number(),
    burst: z.int().optional().describe("How many POSTs may go out at once after a quiet time. 1 by default."),
  })
  .meta({ id: "RateLimit" });

const lastOutcomeShape = z
  .strictObject({ state: deliveryStateShape, status: httpStatus.optional(), failure: failureShape.optional() })
  .meta({ id: "LastOutcome" });

const filterProblemShape = z
  .strictObject({ at: dateTime("When the expression took too long."), reason: z.string() })
  .meta({ id: "FilterProblem" });

const subscriptionFields = {
  id: z.string().meta({ examples: ["sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P"] }),
  name: z.string().optional(),
  description: z.string().optional(),
  url: z.string().optional().describe("The URL that deliveries are POSTed to; absent for a pull subscription."),
  pull: z.literal(true).optional().describe("Deliveries wait in the subscription's stream."),
  ordered: z.literal(true).optional().describe("Deliveries go out one after the other, in the order of their events."),
  orderingKey: z
    .string()
    .optional()
    .meta({
      description: "A CEL expression. Only deliveries of events with the same value of it go out in order.",
      examples: ["data.customerId"],
    }),
  events: z.array(z.string()).describe("Event types, or prefixes with a wildcard: `invoice.*`, `*`."),
  filter: z.string().optional().describe("A CEL expression that events must meet too."),
  active: z.boolean().describe("Events that come in while this is false are not delivered."),
  disabledReason: z
    .enum(["gone", "failing"])
    .optional()
    .describe(
      "Why Posthorn switched the subscription off. `gone`: its receiver answered 410. `failing`: its endpoint failed for days. A passing test send switches it on again.",
    ),
  dialect: z.string(),
  alsoIn: secondDialectShape
    .optional()
    .describe("A second dialect whose headers POSTs carry too, while receivers migrate."),
  headers: z.record(z.string(), z.string()).describe("Headers of each POST."),
  sensitiveHeaders: z
    .array(z.string())
    .optional()
    .describe("Headers whose values are stored encrypted, and shown as `******`."),
  posthornHeaders: z.literal(false).optional().describe("POSTs go without the headers that identify the delivery."),
  metadata: z.record(z.string(), z.string()).describe("Your own data."),
  timeoutSeconds: z.int(),
  maxRetries: z.int().describe("The number of attempts after the first attempt."),
  rateLimit: rateLimitShape
    .optional()
    .describe("The most POSTs a second. Deliveries that come faster wait, and use up no attempt."),
  verifyTls: z.boolean(),
  secretShown: secretShownShape.optional().describe("When the secret was last read, and with which key."),
  createdAt: dateTime("When the subscription was created."),
  updatedAt: dateTime("When the subscription last changed."),
};

/** A subscription without its secret, and its latest result. */
export const subscriptionShape = z
  .strictObject({
    ...subscriptionFields,
    lastTriggeredAt: dateTime("When the latest attempt was made.").optional(),
    lastOutcome: lastOutcomeShape.optional().describe("The result of the latest attempt."),
    successRate24h: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        "The share of attempts that succeeded in the last 24 hours, up to a minute or two ago. Absent without attempts.",
      ),
    health: shortHealthShape.optional().describe("The health of its endpoint; absent for a pull subscription."),
    filterProblem: filterProblemShape
      .optional()
      .describe("The filter, or a derived type's condition, took too long. Absent once the subscription is changed."),
  })
  .meta({ id: "Subscription", description: "The events that a tenant wants to receive, and where." });

/** The answer to a creation. It contains the secret. */
export const newSubscriptionShape = z
  .strictObject({
    ...subscriptionFields,
    secret: z
      .string()
      .optional()
      .describe(
        "The secret that signs the deliveries. Absent for a portal token that may neither see nor manage secrets.",
      ),
  })
  .meta({ id: "NewSubscription", description: "A subscription with its secret." });
