import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";
import { apiKeySchema, tenantListSchema, tenantPatch, tenantSchema } from "./tenant-schemas.ts";

export const tenantRoutes = endpoints({
  createTenant: {
    route: "POST /api/v1/tenants",
    access: "operatorChanges",
    onceOnly: true,
    body: { schema: tenantSchema },
    answers: [201],
    refusals: [409],
  },
  listTenants: { route: "GET /api/v1/tenants", access: "operatorReads", query: tenantListSchema, answers: [200] },
  readTenant: { route: "GET /api/v1/tenants/{id}", access: "operatorReads", answers: [200] },
  updateTenant: {
    route: "PATCH /api/v1/tenants/{id}",
    access: "operatorChanges",
    body: { schema: tenantPatch },
    answers: [200],
  },
});

export const apiKeyRoutes = endpoints({
  listApiKeys: {
    route: "GET /api/v1/tenants/{id}/api-keys",
    access: "operatorReads",
    query: pageSchema,
    answers: [200],
  },
  revokeApiKey: { route: "DELETE /api/v1/tenants/{id}/api-keys/{keyId}", access: "operatorChanges", answers: [204] },
  createApiKey: {
    route: "POST /api/v1/tenants/{id}/api-keys",
    access: "operatorChanges",
    onceOnly: true,
    body: { schema: apiKeySchema, optional: true },
    answers: [201],
  },
});
