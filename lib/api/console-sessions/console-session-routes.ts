import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { stringUpTo } from "../http/fields.ts";

const ONE = "must be there, or `code`, but not both";

const signInSchema = z
  .strictObject({ key: z.optional(stringUpTo(512)), code: z.optional(stringUpTo(512)) })
  .check(z.refine(({ key, code }) => (key === undefined) !== (code === undefined), { message: ONE, path: ["key"] }));

const linkSchema = z.strictObject({});

export const consoleSessionRoutes = endpoints({
  signInToConsole: {
    route: "POST /api/v1/console/sign-in",
    access: "consolePage",
    body: { schema: signInSchema },
    answers: [200],
    refusals: [401, 403, 404],
  },
  readConsoleSession: { route: "GET /api/v1/console/session", access: "console", answers: [200] },
  signOutOfConsole: {
    route: "POST /api/v1/console/sign-out",
    access: "consolePage",
    answers: [204],
    refusals: [403, 404],
  },
  createConsoleLink: {
    route: "POST /api/v1/console/links",
    access: "operatorReads",
    body: { schema: linkSchema, optional: true },
    answers: [201],
  },
});
