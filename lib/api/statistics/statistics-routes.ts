import { statisticsSchema } from "../deliveries/log-queries.ts";
import { endpoints } from "../http/endpoint.ts";

export const statisticsRoutes = endpoints({
  readStatistics: {
    route: "GET /api/v1/subscriptions/{id}/statistics",
    aliases: { readWebhookStatistics: "GET /api/v1/webhooks/{id}/statistics" },
    access: "reads",
    capabilities: ["view"],
    query: statisticsSchema,
    answers: [200],
  },
});
