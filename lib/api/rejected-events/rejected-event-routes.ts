import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";

/** Redrives one page of the list, because one request can't send thousands of messages. */
const redriveSchema = z.strictObject({ after: z.optional(z.string().check(z.minLength(1, "must not be empty"))) });

export const rejectedEventRoutes = endpoints({
  listRejectedEvents: {
    route: "GET /api/v1/rejected-events",
    access: "operatorReads",
    query: pageSchema,
    answers: [200],
  },
  getRejectedEvent: { route: "GET /api/v1/rejected-events/{id}", access: "operatorReads", answers: [200] },
  redriveRejectedEvents: {
    route: "POST /api/v1/rejected-events/redrive",
    access: "operatorChanges",
    body: { schema: redriveSchema, optional: true },
    answers: [202],
  },
  redriveRejectedEvent: {
    route: "POST /api/v1/rejected-events/{id}/redrive",
    access: "operatorChanges",
    answers: [202],
    refusals: [409],
  },
  discardRejectedEvent: { route: "DELETE /api/v1/rejected-events/{id}", access: "operatorChanges", answers: [204] },
});
