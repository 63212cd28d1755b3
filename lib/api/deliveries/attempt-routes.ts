import { endpoints } from "../http/endpoint.ts";

/** Separate from the other routes of deliveries, because the function that serves these renders and signs POSTs. */
export const attemptRoutes = endpoints({
  readAttemptRequest: {
    route: "GET /api/v1/deliveries/{id}/attempts/{number}/request",
    access: "reads",
    capabilities: ["view", "viewPayload"],
    answers: [200],
    refusals: [409],
  },
  readAttemptAsCurl: {
    route: "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
    access: "changes",
    capabilities: ["view", "viewPayload"],
    answers: [200],
    refusals: [409],
  },
});
