import type { Shop } from "../shop/open-shop.ts";

/** A page of the portal, with something to see. */
export interface PortalRoute {
  /** For files and the names of tests. */
  name: string;
  path: string;
}

/** All pages of the portal. */
export const portalRoutes = ({ billing, crm, delivered, failed, event }: Shop): PortalRoute[] => [
  { name: "endpoints", path: "/endpoints" },
  { name: "endpoints-none", path: "/endpoints?search=nothing-like-this" },
  { name: "new-endpoint", path: "/endpoints/new" },
  { name: "endpoint", path: `/endpoints/${billing}` },
  { name: "endpoint-failing", path: `/endpoints/${crm}` },
  { name: "edit-endpoint", path: `/endpoints/${billing}/edit` },
  { name: "deliveries", path: `/endpoints/${crm}/deliveries` },
  { name: "test", path: `/endpoints/${billing}/test` },
  { name: "secret", path: `/endpoints/${billing}/secret` },
  { name: "recover", path: `/endpoints/${crm}/recover` },
  { name: "delivery", path: `/deliveries/${delivered}` },
  { name: "delivery-failing", path: `/deliveries/${failed}` },
  { name: "events", path: "/events" },
  { name: "event", path: `/events/${event}` },
  { name: "event-types", path: "/event-types" },
  { name: "event-type", path: "/event-types/invoice.paid" },
  { name: "no-such-page", path: "/nothing" },
];
