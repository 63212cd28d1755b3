import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { stringUpTo } from "../http/fields.ts";

/** Events, keys and tenants have the longest ids. */
const anyId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/, "must be 1 to 100 letters, digits, _ or -"));

/** Two characters can be a whole name, for instance in Chinese. */
const partOfName = stringUpTo(100).check(z.minLength(2, "must be at least 2 characters"));

const findSchema = z.strictObject({ id: z.optional(anyId), name: z.optional(partOfName) }).check(
  z.refine(({ id, name }) => (id === undefined) !== (name === undefined), {
    path: ["id"],
    error: "give an id or a name, and not both",
  }),
);

export const findRoutes = endpoints({
  findThings: {
    route: "GET /api/v1/find",
    access: "operatorReads",
    query: findSchema,
    answers: [200],
  },
});
