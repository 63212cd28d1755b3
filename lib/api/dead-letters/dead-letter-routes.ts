import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";

/** A redrive always covers all dead letters, so it has no parameters. */
const redriveSchema = z.strictObject({});

export const deadLetterRoutes = endpoints({
  listDeadLetters: { route: "GET /api/v1/dead-letters", access: "operatorReads", query: pageSchema, answers: [200] },
  redriveDeadLetters: {
    route: "POST /api/v1/dead-letters/redrive",
    access: "operatorChanges",
    body: { schema: redriveSchema, optional: true },
    answers: [202],
  },
});
