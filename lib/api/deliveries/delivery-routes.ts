import { endpoints } from "../http/endpoint.ts";
import { deliveryListSchema } from "./log-queries.ts";

export const deliveryRoutes = endpoints({
  listDeliveries: {
    route: "GET /api/v1/subscriptions/{id}/deliveries",
    aliases: { listWebhookDeliveries: "GET /api/v1/webhooks/{id}/deliveries" },
    access: "reads",
    capabilities: ["view"],
    query: deliveryListSchema,
    answers: [200],
  },
  readDelivery: {
    route: "GET /api/v1/deliveries/{id}",
    access: "reads",
    capabilities: ["view"],
    answers: [200],
    refusals: [409],
  },
  retryDelivery: {
    route: "POST /api/v1/deliveries/{id}/retry",
    access: "changes",
    capabilities: ["repair"],
    answers: [202],
    refusals: [409],
  },
  cancelDelivery: {
    route: "POST /api/v1/deliveries/{id}/cancel",
    access: "changes",
    capabilities: ["repair"],
    answers: [200],
    refusals: [409],
  },
});
