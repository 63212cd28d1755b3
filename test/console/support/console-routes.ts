import type { Shop } from "../shop/open-shop.ts";

/** A page of the console, with something to see. */
export interface ConsoleRoute {
  /** For files and the names of tests. */
  name: string;
  path: string;
}

/** All pages that only the console has, and the first of a tenant's own. */
export const consoleRoutes = ({ tenantId, event }: Shop): ConsoleRoute[] => [
  { name: "overview", path: "/?range=24h" },
  { name: "overview-cause", path: "/?range=24h&failure=http-5xx" },
  { name: "alerts", path: "/alerts" },
  { name: "alerts-all", path: "/alerts?show=all" },
  { name: "audit", path: "/audit" },
  { name: "audit-none", path: "/audit?actor=nobody" },
  { name: "tenants", path: "/tenants" },
  { name: "tenants-none", path: "/tenants?search=nothing-like-this" },
  { name: "new-tenant", path: "/new-tenant" },
  { name: "tenant-deletions", path: "/tenant-deletions" },
  { name: "settings", path: "/settings" },
  { name: "operator-keys", path: "/settings/operator-keys" },
  { name: "portal-look", path: "/settings/portal" },
  { name: "tenant-portal", path: `/tenants/${tenantId}/portal` },
  { name: "key-ring", path: "/settings/key-ring" },
  { name: "tenant-keys", path: `/tenants/${tenantId}/keys` },
  { name: "tenant-settings", path: `/tenants/${tenantId}/settings` },
  { name: "tenant", path: `/tenants/${tenantId}` },
  { name: "tenant-endpoints", path: `/tenants/${tenantId}/endpoints` },
  { name: "tenant-event", path: `/tenants/${tenantId}/events/${event}` },
  { name: "catalog", path: "/catalog" },
  { name: "catalog-type", path: "/catalog/types/invoice.paid" },
  { name: "new-type", path: "/catalog/-/new-type" },
  { name: "import", path: "/catalog/-/import" },
  { name: "derived-types", path: "/catalog/derived" },
  { name: "new-derived-type", path: "/catalog/-/new-derived-type" },
  { name: "dialects", path: "/dialects" },
  { name: "dialect", path: "/dialects/standard" },
  { name: "new-dialect", path: "/dialects/-/new?from=stripe" },
  { name: "events", path: "/events" },
  { name: "events-found", path: `/events?id=${event}` },
  { name: "replays", path: "/replays" },
  { name: "dead-letters", path: "/dead-letters" },
  { name: "rejected-events", path: "/dead-letters/bus" },
  { name: "send-event", path: `/tenants/${tenantId}/send-event` },
  { name: "no-such-page", path: "/nothing" },
];
