import { endpoints } from "../http/endpoint.ts";
import { exchangeSchema, portalLinkSchema, portalSessionsSchema, refreshSchema } from "./portal-schemas.ts";

export const portalRoutes = endpoints({
  createPortalLink: {
    route: "POST /api/v1/tenants/{id}/portal-links",
    access: "tenantOrOperatorChanges",
    body: { schema: portalLinkSchema, freeNames: true },
    answers: [201],
  },
  endPortalSessions: {
    route: "DELETE /api/v1/tenants/{id}/portal-sessions",
    access: "tenantOrOperatorChanges",
    query: portalSessionsSchema,
    answers: [204],
  },
  exchangePortalCode: {
    route: "POST /api/v1/portal/exchange",
    access: "none",
    body: { schema: exchangeSchema },
    answers: [200],
    refusals: [401],
  },
  refreshPortalTokens: {
    route: "POST /api/v1/portal/refresh",
    access: "none",
    body: { schema: refreshSchema },
    answers: [200],
    refusals: [401],
  },
  readPortalSession: { route: "GET /api/v1/portal/session", access: "portal", answers: [200] },
});
