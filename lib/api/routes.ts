/**
 * The routes of the HTTP API, declared once: the API stack creates them, and a function must have a
 * handler for each of its own, or `tsc` fails.
 */
export const ingestRoutes = ["POST /api/v1/events"] as const;

/** The description of the API, which takes no key. */
export const docsRoutes = ["GET /api/v1/openapi.json", "GET /api/docs"] as const;

export type DocsRoute = (typeof docsRoutes)[number];

/** What the operator decides, and its tenants may see of it. */
export const operatorRoutes = [
  "POST /api/v1/tenants",
  "GET /api/v1/tenants",
  "GET /api/v1/tenants/{id}",
  "PATCH /api/v1/tenants/{id}",
  "DELETE /api/v1/tenants/{id}",
  "POST /api/v1/tenants/{id}/api-keys",
  "GET /api/v1/tenants/{id}/api-keys",
  "DELETE /api/v1/tenants/{id}/api-keys/{keyId}",
  "POST /api/v1/dialects",
  "GET /api/v1/dialects",
  "GET /api/v1/dialects/{id}",
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
  "GET /api/v1/dead-letters",
  "POST /api/v1/dead-letters/redrive",
] as const;

export type OperatorRoute = (typeof operatorRoutes)[number];

/** What a tenant sets up. */
export const apiRoutes = [
  "GET /api/v1/public-keys/{id}",
  "POST /api/v1/subscriptions",
  "POST /api/v1/webhooks",
  "GET /api/v1/subscriptions",
  "GET /api/v1/subscriptions/{id}",
  "PATCH /api/v1/subscriptions/{id}",
  "DELETE /api/v1/subscriptions/{id}",
  "POST /api/v1/subscriptions/{id}/rotate-secret",
  "GET /api/v1/subscriptions/{id}/secret",
  "POST /api/v1/subscriptions/{id}/test",
  "GET /api/v1/subscriptions/{id}/stream",
  "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
] as const;

export type ApiRoute = (typeof apiRoutes)[number];

/** What happened, and how it is repaired. */
export const logRoutes = [
  "GET /api/v1/events",
  "GET /api/v1/subscriptions/{id}/deliveries",
  "GET /api/v1/events/{id}",
  "GET /api/v1/events/{id}/deliveries",
  "GET /api/v1/events/{id}/explanation",
  "DELETE /api/v1/events/{id}/content",
  "GET /api/v1/subscriptions/{id}/statistics",
  "GET /api/v1/deliveries/{id}",
  "POST /api/v1/deliveries/{id}/retry",
  "POST /api/v1/deliveries/{id}/cancel",
  "POST /api/v1/replays",
  "GET /api/v1/replays",
  "GET /api/v1/replays/{id}",
  "POST /api/v1/replays/{id}/pause",
  "POST /api/v1/replays/{id}/resume",
  "POST /api/v1/replays/{id}/cancel",
] as const;

export type LogRoute = (typeof logRoutes)[number];
