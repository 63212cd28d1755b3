import type { SubscriptionLimits } from "../../core/subscription/subscription-limits.ts";
import { endpoints } from "../http/endpoint.ts";
import { subscriptionListSchema } from "./subscription-list.ts";
import { subscriptionSchemas } from "./subscription-schemas.ts";

/** The document shows the highest limits: stack options may lower them. */
const LIMITS_OF_THE_DOCUMENT: SubscriptionLimits = {
  defaultMaxRetries: 3,
  maxRetries: 10,
  maxTimeoutSeconds: 300,
  maxSubscriptions: 10_000,
};

export function subscriptionRoutes(limits: SubscriptionLimits = LIMITS_OF_THE_DOCUMENT) {
  const schemas = subscriptionSchemas(limits);
  return endpoints({
    createSubscription: {
      route: "POST /api/v1/subscriptions",
      aliases: { createWebhook: "POST /api/v1/webhooks" },
      access: "changes",
      capabilities: ["manage"],
      onceOnly: true,
      body: { schema: schemas.create, freeNames: true },
      answers: [201],
      refusals: [409],
    },
    listSubscriptions: {
      route: "GET /api/v1/subscriptions",
      aliases: { listWebhooks: "GET /api/v1/webhooks" },
      access: "reads",
      capabilities: ["view"],
      query: subscriptionListSchema,
      answers: [200],
    },
    readSubscription: {
      route: "GET /api/v1/subscriptions/{id}",
      aliases: { readWebhook: "GET /api/v1/webhooks/{id}" },
      access: "reads",
      capabilities: ["view"],
      answers: [200],
    },
    updateSubscription: {
      route: "PATCH /api/v1/subscriptions/{id}",
      aliases: { updateWebhook: "PATCH /api/v1/webhooks/{id}" },
      access: "changes",
      capabilities: ["manage"],
      headers: ["if-match"],
      body: { schema: schemas.patch, freeNames: true },
      answers: [200],
      refusals: [409, 412],
    },
    deleteSubscription: {
      route: "DELETE /api/v1/subscriptions/{id}",
      aliases: { deleteWebhook: "DELETE /api/v1/webhooks/{id}" },
      access: "changes",
      capabilities: ["manage"],
      headers: ["if-match"],
      answers: [204],
      refusals: [409, 412],
    },
  });
}

export type SubscriptionRoutes = ReturnType<typeof subscriptionRoutes>;
