import { endpoints } from "../http/endpoint.ts";
import { portalBrandingPatch } from "./portal-schemas.ts";

export const brandingRoutes = endpoints({
  readPortalBranding: { route: "GET /api/v1/portal-branding", access: "operatorReads", answers: [200] },
  updatePortalBranding: {
    route: "PATCH /api/v1/portal-branding",
    access: "operatorChanges",
    body: { schema: portalBrandingPatch },
    answers: [200],
    refusals: [409],
  },
  readTenantPortalBranding: {
    route: "GET /api/v1/tenants/{id}/portal-branding",
    access: "tenantOrOperatorReads",
    answers: [200],
  },
  updateTenantPortalBranding: {
    route: "PATCH /api/v1/tenants/{id}/portal-branding",
    access: "tenantOrOperatorChanges",
    body: { schema: portalBrandingPatch },
    answers: [200],
    refusals: [409],
  },
  readPortalLogo: { route: "GET /api/v1/portal/logos/{id}", access: "none", answers: [200] },
});
