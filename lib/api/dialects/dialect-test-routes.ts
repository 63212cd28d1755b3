import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { eventTypeField, secretField, stringUpTo } from "../http/fields.ts";
import { jsonTextField } from "../http/json-text-field.ts";
import { draftSchema } from "./draft-schema.ts";

/** A dialect by its name or as a definition, and what to send in it. */
const dialectTestSchema = z.strictObject({
  dialect: z.optional(stringUpTo(64)),
  definition: z.optional(draftSchema),
  type: z.optional(eventTypeField),
  data: z.optional(jsonTextField),
  secret: z.optional(secretField),
  url: z.optional(stringUpTo(2048)),
});

/** Separate from the other routes of dialects, because the function that serves this one sends POSTs. */
export const dialectTestRoutes = endpoints({
  testDialect: {
    route: "POST /api/v1/dialects/test",
    access: "operatorChanges",
    body: { schema: dialectTestSchema, asSent: "data", freeNames: true },
    answers: [200],
  },
});
