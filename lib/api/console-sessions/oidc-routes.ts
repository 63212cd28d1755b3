import * as z from "zod/mini";
import { isConsolePath } from "../../core/console/identity-provider.ts";
import { endpoints } from "../http/endpoint.ts";
import { stringUpTo } from "../http/fields.ts";

const consolePath = stringUpTo(1024).check(z.refine(isConsolePath, "must be a path of the console such as /console/"));

const startSchema = z.strictObject({ next: z._default(consolePath, "/console/") });

/** Providers add parameters of their own. */
const returnSchema = z.looseObject({
  code: z.optional(z.string()),
  state: z.optional(z.string()),
  iss: z.optional(z.string()),
  error: z.optional(z.string()),
});

/** Browsers come to these by links and redirects of other sites. */
export const oidcRoutes = endpoints({
  readSignInOptions: {
    route: "GET /api/v1/console/sign-in-options",
    access: "none",
    answers: [200],
    refusals: [404],
  },
  startOidcSignIn: {
    route: "GET /api/v1/console/oidc/start",
    access: "none",
    query: startSchema,
    answers: [302],
    refusals: [404],
  },
  finishOidcSignIn: {
    route: "GET /api/v1/console/oidc/return",
    access: "none",
    query: returnSchema,
    answers: [302],
    refusals: [404],
  },
});
