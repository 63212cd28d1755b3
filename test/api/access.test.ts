import { expect, it } from "vitest";
import { servedBy } from "../../lib/api/functions.ts";
import { type Access, type Endpoint, type Endpoints, ROLES, routesTo } from "../../lib/api/http/endpoint.ts";

const declared: Endpoint[] = Object.values(servedBy).flatMap((lists) =>
  lists.flatMap((routes: Endpoints) => Object.values(routes)),
);

/** Guards and OpenAPI document read the same declaration. So only this second list notices a wrong one. */
const CALLERS: Record<Access, string[]> = {
  none: [
    "GET /api/v1/console/oidc/return",
    "GET /api/v1/console/oidc/start",
    "GET /api/v1/console/sign-in-options",
    "GET /api/docs",
    "GET /api/v1/openapi.json",
    "GET /api/v1/portal/logos/{id}",
    "GET /api/v1/public-keys/{id}",
    "POST /api/v1/portal/exchange",
    "POST /api/v1/portal/refresh",
  ],
  console: ["GET /api/v1/console/session"],
  consolePage: ["POST /api/v1/console/sign-in", "POST /api/v1/console/sign-out"],
  portal: ["GET /api/v1/portal/session"],
  tenantOrOperatorReads: ["GET /api/v1/tenants/{id}/portal-branding"],
  tenantOrOperatorChanges: [
    "DELETE /api/v1/tenants/{id}/portal-sessions",
    "PATCH /api/v1/tenants/{id}/portal-branding",
    "POST /api/v1/tenants/{id}/portal-links",
  ],
  produces: ["POST /api/v1/events"],
  reads: [
    "GET /api/v1/deliveries/{id}",
    "GET /api/v1/deliveries/{id}/attempts/{number}/request",
    "GET /api/v1/events",
    "GET /api/v1/events/{id}",
    "GET /api/v1/events/{id}/deliveries",
    "GET /api/v1/events/{id}/explanation",
    "GET /api/v1/replays",
    "GET /api/v1/replays/{id}",
    "GET /api/v1/subscriptions",
    "GET /api/v1/subscriptions/{id}",
    "GET /api/v1/subscriptions/{id}/deliveries",
    "GET /api/v1/subscriptions/{id}/health",
    "GET /api/v1/subscriptions/{id}/statistics",
    "GET /api/v1/subscriptions/{id}/timeseries",
  ],
  changes: [
    "DELETE /api/v1/events/{id}/content",
    "DELETE /api/v1/subscriptions/{id}",
    "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
    "GET /api/v1/subscriptions/{id}/secret",
    "GET /api/v1/subscriptions/{id}/stream",
    "PATCH /api/v1/subscriptions/{id}",
    "POST /api/v1/deliveries/{id}/cancel",
    "POST /api/v1/deliveries/{id}/retry",
    "POST /api/v1/replays",
    "POST /api/v1/replays/{id}/cancel",
    "POST /api/v1/replays/{id}/pause",
    "POST /api/v1/replays/{id}/resume",
    "POST /api/v1/secrets/generate",
    "POST /api/v1/subscriptions",
    "POST /api/v1/subscriptions/{id}/pause",
    "POST /api/v1/subscriptions/{id}/probe",
    "POST /api/v1/subscriptions/{id}/resume",
    "POST /api/v1/subscriptions/{id}/rotate-secret",
    "POST /api/v1/subscriptions/{id}/test",
  ],
  adminOrReads: [
    "GET /api/v1/audit",
    "GET /api/v1/derived-types",
    "GET /api/v1/derived-types/{id}",
    "GET /api/v1/dialects",
    "GET /api/v1/dialects/{id}",
    "GET /api/v1/event-types",
    "GET /api/v1/event-types/{id}",
  ],
  operatorReads: [
    "GET /api/v1/alerts",
    "GET /api/v1/dead-letters",
    "GET /api/v1/rejected-events",
    "GET /api/v1/rejected-events/{id}",
    "GET /api/v1/find",
    "GET /api/v1/key-ring",
    "GET /api/v1/overview",
    "GET /api/v1/overview/replays",
    "GET /api/v1/portal-branding",
    "GET /api/v1/settings",
    "GET /api/v1/tenant-deletions",
    "GET /api/v1/tenant-deletions/{id}",
    "GET /api/v1/tenants",
    "GET /api/v1/tenants/{id}",
    "GET /api/v1/tenants/{id}/api-keys",
    "POST /api/v1/console/links",
  ],
  operatorChanges: [
    "DELETE /api/v1/derived-types",
    "DELETE /api/v1/derived-types/{id}",
    "DELETE /api/v1/event-types",
    "DELETE /api/v1/event-types/{id}",
    "DELETE /api/v1/rejected-events/{id}",
    "DELETE /api/v1/tenants/{id}",
    "DELETE /api/v1/tenants/{id}/api-keys/{keyId}",
    "PATCH /api/v1/derived-types",
    "PATCH /api/v1/derived-types/{id}",
    "PATCH /api/v1/event-types",
    "PATCH /api/v1/event-types/{id}",
    "PATCH /api/v1/portal-branding",
    "PATCH /api/v1/tenants/{id}",
    "POST /api/v1/dead-letters/redrive",
    "POST /api/v1/derived-types",
    "POST /api/v1/dialects",
    "POST /api/v1/dialects/test",
    "POST /api/v1/event-types",
    "POST /api/v1/rejected-events/redrive",
    "POST /api/v1/rejected-events/{id}/redrive",
    "POST /api/v1/tenants",
    "POST /api/v1/tenants/{id}/api-keys",
  ],
  admin: [
    "DELETE /api/v1/admin-key/previous",
    "DELETE /api/v1/operator-keys/{id}",
    "GET /api/v1/operator-keys",
    "POST /api/v1/key-ring/drop-old-keys",
    "POST /api/v1/key-ring/rotate",
    "POST /api/v1/operator-keys",
  ],
};

/** What a portal token needs for a request. It can make no other request. */
const CAPABILITIES: Record<string, string[]> = {
  view: [
    "GET /api/v1/deliveries/{id}",
    "GET /api/v1/derived-types",
    "GET /api/v1/derived-types/{id}",
    "GET /api/v1/dialects",
    "GET /api/v1/dialects/{id}",
    "GET /api/v1/event-types",
    "GET /api/v1/event-types/{id}",
    "GET /api/v1/events",
    "GET /api/v1/events/{id}",
    "GET /api/v1/events/{id}/deliveries",
    "GET /api/v1/events/{id}/explanation",
    "GET /api/v1/replays",
    "GET /api/v1/replays/{id}",
    "GET /api/v1/subscriptions",
    "GET /api/v1/subscriptions/{id}",
    "GET /api/v1/subscriptions/{id}/deliveries",
    "GET /api/v1/subscriptions/{id}/health",
    "GET /api/v1/subscriptions/{id}/statistics",
    "GET /api/v1/subscriptions/{id}/timeseries",
  ],
  "view,viewPayload": [
    "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
    "GET /api/v1/deliveries/{id}/attempts/{number}/request",
  ],
  viewSecret: ["GET /api/v1/subscriptions/{id}/secret"],
  manageSecret: ["POST /api/v1/secrets/generate", "POST /api/v1/subscriptions/{id}/rotate-secret"],
  manage: [
    "DELETE /api/v1/subscriptions/{id}",
    "PATCH /api/v1/subscriptions/{id}",
    "POST /api/v1/subscriptions",
    "POST /api/v1/subscriptions/{id}/pause",
    "POST /api/v1/subscriptions/{id}/resume",
  ],
  test: ["POST /api/v1/subscriptions/{id}/test"],
  repair: [
    "POST /api/v1/deliveries/{id}/cancel",
    "POST /api/v1/deliveries/{id}/retry",
    "POST /api/v1/replays",
    "POST /api/v1/replays/{id}/cancel",
    "POST /api/v1/replays/{id}/pause",
    "POST /api/v1/replays/{id}/resume",
    "POST /api/v1/subscriptions/{id}/probe",
  ],
};

/** Every route of subscriptions exists under `/webhooks` too. */
const withAlias = (route: string): string[] => [...new Set([route, route.replace("/subscriptions", "/webhooks")])];

it.each(Object.keys(CALLERS) as Access[])("these routes, and no others, have the access `%s`", (access) => {
  const routes = declared.filter((endpoint) => endpoint.access === access).flatMap(routesTo);
  expect(routes.sort()).toEqual(CALLERS[access].flatMap(withAlias).sort());
});

it.each(Object.keys(CAPABILITIES))("these routes, and no others, need the capabilities %s", (needed) => {
  const routes = declared.filter(({ capabilities }) => capabilities?.join() === needed).flatMap(routesTo);
  expect(routes.sort()).toEqual((CAPABILITIES[needed] ?? []).flatMap(withAlias).sort());
});

it("no portal token makes any other request", () => {
  const open = declared.filter(({ capabilities }) => capabilities).flatMap(routesTo);
  expect(open.sort()).toEqual(Object.values(CAPABILITIES).flat().flatMap(withAlias).sort());
});

it("these roles of keys read, change and produce", () => {
  expect(ROLES).toEqual({ reads: ["read", "manage"], changes: ["manage"], produces: ["producer", "manage"] });
});

it("these requests are done once for an idempotency key", () => {
  const routes = declared.filter(({ onceOnly }) => onceOnly).flatMap(routesTo);
  expect(routes.sort()).toEqual([
    "POST /api/v1/derived-types",
    "POST /api/v1/dialects",
    "POST /api/v1/event-types",
    "POST /api/v1/operator-keys",
    "POST /api/v1/replays",
    "POST /api/v1/subscriptions",
    "POST /api/v1/tenants",
    "POST /api/v1/tenants/{id}/api-keys",
    "POST /api/v1/webhooks",
  ]);
});
