import { endpoints } from "../http/endpoint.ts";
import { generationSchema, rotationSchema } from "./secret-schemas.ts";

export const secretRoutes = endpoints({
  showSecret: {
    route: "GET /api/v1/subscriptions/{id}/secret",
    aliases: { showWebhookSecret: "GET /api/v1/webhooks/{id}/secret" },
    access: "changes",
    capabilities: ["viewSecret"],
    answers: [200],
    refusals: [409],
  },
  rotateSecret: {
    route: "POST /api/v1/subscriptions/{id}/rotate-secret",
    aliases: { rotateWebhookSecret: "POST /api/v1/webhooks/{id}/rotate-secret" },
    access: "changes",
    capabilities: ["manageSecret"],
    body: { schema: rotationSchema, optional: true },
    answers: [200],
    refusals: [409, 429],
  },
  generateSecret: {
    route: "POST /api/v1/secrets/generate",
    access: "changes",
    capabilities: ["manageSecret"],
    body: { schema: generationSchema, optional: true },
    answers: [200],
  },
});
