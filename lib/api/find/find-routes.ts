import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";

/** Events, keys and tenants have the longest ids. */
const anyId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/, "must be 1 to 100 letters, digits, _ or -"));

export const findRoutes = endpoints({
  findById: {
    route: "GET /api/v1/find",
    access: "operatorReads",
    query: z.strictObject({ id: anyId }),
    answers: [200],
  },
});
