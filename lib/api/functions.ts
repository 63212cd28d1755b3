import { alertRoutes } from "./alerts/alert-routes.ts";
import { auditRoutes } from "./audit/audit-routes.ts";
import { derivedTypeRoutes, eventTypeRoutes } from "./catalog/catalog-routes.ts";
import { consoleSessionRoutes } from "./console-sessions/console-session-routes.ts";
import { oidcRoutes } from "./console-sessions/oidc-routes.ts";
import { deadLetterRoutes } from "./dead-letters/dead-letter-routes.ts";
import { attemptRoutes } from "./deliveries/attempt-routes.ts";
import { deliveryRoutes } from "./deliveries/delivery-routes.ts";
import { dialectRoutes } from "./dialects/dialect-routes.ts";
import { dialectTestRoutes } from "./dialects/dialect-test-routes.ts";
import { documentationRoutes } from "./documentation/documentation-routes.ts";
import { eventRoutes } from "./events/event-routes.ts";
import { intakeRoutes } from "./events/intake-routes.ts";
import { findRoutes } from "./find/find-routes.ts";
import { healthRoutes } from "./health/health-routes.ts";
import { type Endpoints, type RouteKey, routesTo } from "./http/endpoint.ts";
import { keyRingRoutes } from "./key-ring/key-ring-routes.ts";
import { operatorKeyRoutes } from "./operator-keys/operator-key-routes.ts";
import { brandingRoutes } from "./portal/branding-routes.ts";
import { portalRoutes } from "./portal/portal-routes.ts";
import { rejectedEventRoutes } from "./rejected-events/rejected-event-routes.ts";
import { allReplaysRoutes } from "./replays/all-replays-routes.ts";
import { replayRoutes } from "./replays/replay-routes.ts";
import { publicKeyRoutes } from "./secrets/public-key-routes.ts";
import { secretRoutes } from "./secrets/secret-routes.ts";
import { settingsRoutes } from "./settings/settings-routes.ts";
import { statisticsRoutes } from "./statistics/statistics-routes.ts";
import { streamRoutes } from "./stream/stream-routes.ts";
import { subscriptionRoutes } from "./subscriptions/subscription-routes.ts";
import { tenantDeletionRoutes, tenantRemovalRoutes } from "./tenant-deletions/tenant-deletion-routes.ts";
import { apiKeyRoutes, tenantRoutes } from "./tenants/tenant-routes.ts";
import { testSendRoutes } from "./test-sends/test-send-routes.ts";
import { timeSeriesRoutes } from "./time-series/time-series-routes.ts";

/**
 * The endpoints that each function serves. The stack creates their routes. A function's handler imports only the type.
 * Otherwise its bundle would contain the schemas of all functions.
 *
 * Keep the first route of each function first: CDK derives the ids of the function's integration and permission from
 * that route.
 */
export const servedBy = {
  ingest: [intakeRoutes],
  operator: [
    tenantRoutes,
    apiKeyRoutes,
    operatorKeyRoutes,
    dialectRoutes,
    eventTypeRoutes,
    derivedTypeRoutes,
    deadLetterRoutes,
    alertRoutes,
    auditRoutes,
    settingsRoutes,
  ],
  api: [publicKeyRoutes, subscriptionRoutes(), secretRoutes],
  health: [healthRoutes, timeSeriesRoutes, dialectTestRoutes, findRoutes, allReplaysRoutes],
  signing: [testSendRoutes, streamRoutes, attemptRoutes],
  log: [eventRoutes, deliveryRoutes, statisticsRoutes, replayRoutes, rejectedEventRoutes],
  reseal: [keyRingRoutes],
  erase: [tenantRemovalRoutes, tenantDeletionRoutes],
  session: [consoleSessionRoutes, oidcRoutes],
  docs: [documentationRoutes],
  portal: [portalRoutes, brandingRoutes],
} as const;

export type ServedBy = typeof servedBy;

/** The routes that a function serves. */
export const routesOf = (name: keyof ServedBy): RouteKey[] =>
  servedBy[name].flatMap((routes: Endpoints) => Object.values(routes).flatMap(routesTo));

/** Every route of the API. */
export const allRoutes = (): RouteKey[] => (Object.keys(servedBy) as (keyof ServedBy)[]).flatMap(routesOf);
