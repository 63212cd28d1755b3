import { endpoints } from "../http/endpoint.ts";

/** Apart from the other routes of deliveries: the function that serves it can sign. */
export const curlRoutes = endpoints({
  readAttemptAsCurl: {
    route: "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
    access: "changes",
    answers: [200],
    refusals: [409],
  },
});
