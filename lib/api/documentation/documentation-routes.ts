import { endpoints } from "../http/endpoint.ts";

const cached = { access: "none", headers: ["if-none-match"], answers: [200, 304] } as const;

export const documentationRoutes = endpoints({
  readOpenApi: { route: "GET /api/v1/openapi.json", ...cached },
  readDocs: { route: "GET /api/docs", ...cached },
});
