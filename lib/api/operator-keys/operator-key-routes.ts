import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";
import { apiKeySchema } from "../tenants/tenant-schemas.ts";

/** Only the admin key manages operator keys. Otherwise a key could make one that outlives it. */
export const operatorKeyRoutes = endpoints({
  createOperatorKey: {
    route: "POST /api/v1/operator-keys",
    access: "admin",
    onceOnly: true,
    body: { schema: apiKeySchema, optional: true },
    answers: [201],
  },
  listOperatorKeys: { route: "GET /api/v1/operator-keys", access: "admin", query: pageSchema, answers: [200] },
  revokeOperatorKey: { route: "DELETE /api/v1/operator-keys/{id}", access: "admin", answers: [204] },
  endPreviousAdminKey: { route: "DELETE /api/v1/admin-key/previous", access: "admin", answers: [204] },
});
