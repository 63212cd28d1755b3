import { endpoints } from "../http/endpoint.ts";

/** Separate from the other routes of deliveries, because the function that serves this one can sign. */
export const curlRoutes = endpoints({
  readAttemptAsCurl: {
    route: "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
    access: "changes",
    capabilities: ["view", "viewPayload"],
    answers: [200],
    refusals: [409],
  },
});
