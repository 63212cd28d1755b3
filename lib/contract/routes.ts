/**
 * The routes of the HTTP API, declared once: the API stack creates them, `api` and `log` must have a handler for
 * each of their own, or `tsc` fails.
 */
export const ingestRoutes = ["POST /api/v1/events"] as const;

/** What is set up. */
export const apiRoutes = [
  "POST /api/v1/tenants",
  "POST /api/v1/tenants/{id}/api-keys",
  "POST /api/v1/dialects",
  "GET /api/v1/dialects",
  "GET /api/v1/dialects/{id}",
  "GET /api/v1/subscriptions/{id}/public-key",
  "POST /api/v1/subscriptions",
  "POST /api/v1/webhooks",
  "GET /api/v1/subscriptions",
  "GET /api/v1/subscriptions/{id}",
  "PATCH /api/v1/subscriptions/{id}",
  "DELETE /api/v1/subscriptions/{id}",
  "POST /api/v1/subscriptions/{id}/rotate-secret",
  "GET /api/v1/subscriptions/{id}/secret",
  "POST /api/v1/subscriptions/{id}/test",
  "POST /api/v1/event-types",
  "GET /api/v1/event-types",
  "GET /api/v1/event-types/{id}",
  "PATCH /api/v1/event-types/{id}",
  "DELETE /api/v1/event-types/{id}",
  "POST /api/v1/derived-types",
  "GET /api/v1/derived-types",
  "GET /api/v1/derived-types/{id}",
  "PATCH /api/v1/derived-types/{id}",
  "DELETE /api/v1/derived-types/{id}",
] as const;

export type ApiRoute = (typeof apiRoutes)[number];

/** What happened, and how it is repaired. */
export const logRoutes = [
  "GET /api/v1/subscriptions/{id}/deliveries",
  "GET /api/v1/events/{id}",
  "GET /api/v1/events/{id}/deliveries",
  "GET /api/v1/events/{id}/explanation",
  "GET /api/v1/deliveries/{id}",
] as const;

export type LogRoute = (typeof logRoutes)[number];
