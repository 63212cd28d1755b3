import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { batchSchema, eventSchema } from "./event-schemas.ts";

/** `ingest` reads the body itself, because it keeps the raw text of each event's data. */
export const intakeRoutes = endpoints({
  sendEvents: {
    route: "POST /api/v1/events",
    access: "produces",
    headers: ["idempotency-key"],
    body: { schema: z.union([eventSchema, batchSchema]) },
    answers: [202],
    refusals: [409, 413],
  },
});
