import * as z from "zod/mini";
import { alertTypes } from "../../core/alerts/alert-types.ts";
import { TENANT_ID } from "../../core/tenants.ts";
import { endpoints } from "../http/endpoint.ts";
import { subscriptionIdField } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

const names = Object.keys(alertTypes);
const oneOf = `(${names.join("|").replaceAll(".", "\\.")})`;

/** One type of alerts, or several separated by commas. */
const types = z
  .string()
  .check(
    z.regex(new RegExp(`^${oneOf}(,${oneOf})*$`), `must be one of ${names.join(", ")}, or several separated by commas`),
  );

const alertListSchema = z.extend(pageSchema, {
  tenantId: z.optional(z.string().check(z.regex(TENANT_ID, "must be a tenant's id"))),
  subscriptionId: z.optional(subscriptionIdField),
  type: z.optional(types),
  open: z.optional(z.enum(["true", "false"], "must be true or false")),
});

export const alertRoutes = endpoints({
  listAlerts: { route: "GET /api/v1/alerts", access: "operatorReads", query: alertListSchema, answers: [200] },
});
