import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";

export const tenantRemovalRoutes = endpoints({
  deleteTenant: { route: "DELETE /api/v1/tenants/{id}", access: "operatorChanges", answers: [204], refusals: [409] },
});

export const tenantDeletionRoutes = endpoints({
  listTenantDeletions: {
    route: "GET /api/v1/tenant-deletions",
    access: "operatorReads",
    query: pageSchema,
    answers: [200],
  },
  readTenantDeletion: { route: "GET /api/v1/tenant-deletions/{id}", access: "operatorReads", answers: [200] },
});

export type TenantDeletionRoutes = typeof tenantRemovalRoutes & typeof tenantDeletionRoutes;
