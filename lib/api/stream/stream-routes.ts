import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";

export const streamRoutes = endpoints({
  readStream: {
    route: "GET /api/v1/subscriptions/{id}/stream",
    aliases: { readWebhookStream: "GET /api/v1/webhooks/{id}/stream" },
    access: "changes",
    query: pageSchema,
    answers: [200],
    refusals: [409],
  },
});
