import { endpoints } from "../http/endpoint.ts";

export const healthRoutes = endpoints({
  readHealth: {
    route: "GET /api/v1/subscriptions/{id}/health",
    aliases: { readWebhookHealth: "GET /api/v1/webhooks/{id}/health" },
    access: "reads",
    capabilities: ["view"],
    answers: [200],
  },
  pauseSubscription: {
    route: "POST /api/v1/subscriptions/{id}/pause",
    aliases: { pauseWebhook: "POST /api/v1/webhooks/{id}/pause" },
    access: "changes",
    capabilities: ["manage"],
    answers: [200],
    refusals: [409],
  },
  resumeSubscription: {
    route: "POST /api/v1/subscriptions/{id}/resume",
    aliases: { resumeWebhook: "POST /api/v1/webhooks/{id}/resume" },
    access: "changes",
    capabilities: ["manage"],
    answers: [200],
  },
  probeSubscription: {
    route: "POST /api/v1/subscriptions/{id}/probe",
    aliases: { probeWebhook: "POST /api/v1/webhooks/{id}/probe" },
    access: "changes",
    capabilities: ["repair"],
    answers: [200],
    refusals: [409],
  },
});
