/**
 * The routes of the HTTP API, declared once: the API stack creates them, the `api` function must have a
 * handler for each of its own, or `tsc` fails.
 */
export const ingestRoutes = ["POST /api/v1/events"] as const;

export const apiRoutes = [
  "POST /api/v1/tenants",
  "POST /api/v1/tenants/{id}/api-keys",
  "POST /api/v1/subscriptions",
  "POST /api/v1/webhooks",
  "GET /api/v1/subscriptions",
  "GET /api/v1/subscriptions/{id}",
  "PATCH /api/v1/subscriptions/{id}",
  "DELETE /api/v1/subscriptions/{id}",
  "GET /api/v1/subscriptions/{id}/deliveries",
  "GET /api/v1/events/{id}",
  "GET /api/v1/events/{id}/deliveries",
  "GET /api/v1/deliveries/{id}",
] as const;

export type ApiRoute = (typeof apiRoutes)[number];
