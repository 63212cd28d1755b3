import * as z from "zod";
import { failure, state } from "../deliveries/delivery-shapes.ts";
import { instant } from "../openapi/answers.ts";

const subscriptionFields = {
  id: z.string().meta({ examples: ["sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P"] }),
  name: z.string().optional(),
  description: z.string().optional(),
  url: z.string().optional().describe("Where its deliveries are POSTed; absent when they are pulled."),
  pull: z.literal(true).optional().describe("Its deliveries wait to be read from its stream."),
  events: z.array(z.string()).describe("The event types that it receives, or prefixes: `invoice.*`, `*`."),
  filter: z.string().optional().describe("A CEL expression that an event must meet besides."),
  active: z.boolean().describe("Events that come while it is not are not delivered."),
  disabledReason: z.literal("gone").optional().describe("It was switched off because its receiver answered 410."),
  dialect: z.string(),
  alsoIn: z
    .strictObject({ dialect: z.string(), until: z.string().optional() })
    .optional()
    .describe("A second dialect whose headers POSTs carry too, while receivers migrate."),
  headers: z.record(z.string(), z.string()).describe("Sent with each POST."),
  sensitiveHeaders: z.array(z.string()).optional().describe("Headers whose values are shown as `******`."),
  metadata: z.record(z.string(), z.string()).describe("The caller's own."),
  timeoutSeconds: z.int(),
  maxRetries: z.int().describe("Attempts after the first one."),
  verifyTls: z.boolean(),
  secretShown: z
    .strictObject({ at: instant("When."), keyId: z.string() })
    .optional()
    .describe("When its secret was last read, and with which key."),
  createdAt: instant("When it was made."),
  updatedAt: instant("When it was last changed."),
};

/** A subscription, never with its secret, and how it fares. */
export const subscription = z
  .strictObject({
    ...subscriptionFields,
    lastTriggeredAt: instant("When an attempt was last made.").optional(),
    lastOutcome: z
      .strictObject({ state, status: z.int().optional(), failure: failure.optional() })
      .optional()
      .describe("How the latest attempt ended."),
  })
  .meta({ id: "Subscription", description: "A tenant's wish to receive." });

/** A subscription as the answer that makes it shows it. */
export const newSubscription = z
  .strictObject({ ...subscriptionFields, secret: z.string().describe("What its deliveries are signed with.") })
  .meta({ id: "NewSubscription", description: "A subscription with its secret." });
