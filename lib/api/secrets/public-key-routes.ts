import { endpoints } from "../http/endpoint.ts";

export const publicKeyRoutes = endpoints({
  readPublicKeys: { route: "GET /api/v1/public-keys/{id}", access: "none", answers: [200] },
});
