import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";
import { definitionSchema } from "./definition-schema.ts";

export const dialectRoutes = endpoints({
  createDialect: {
    route: "POST /api/v1/dialects",
    access: "operatorChanges",
    onceOnly: true,
    body: { schema: definitionSchema, freeNames: true },
    answers: [201],
    refusals: [409],
  },
  listDialects: {
    route: "GET /api/v1/dialects",
    access: "adminOrReads",
    capabilities: ["view"],
    query: pageSchema,
    answers: [200],
  },
  readDialect: { route: "GET /api/v1/dialects/{id}", access: "adminOrReads", capabilities: ["view"], answers: [200] },
});
