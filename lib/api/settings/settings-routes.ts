import { endpoints } from "../http/endpoint.ts";

export const settingsRoutes = endpoints({
  readSettings: { route: "GET /api/v1/settings", access: "operatorReads", answers: [200] },
});
