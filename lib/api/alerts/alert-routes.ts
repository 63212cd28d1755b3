import * as z from "zod/mini";
import { alertTypes } from "../../core/alerts/alert-types.ts";
import { endpoints } from "../http/endpoint.ts";
import { subscriptionIdField, tenantIdField } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

const names = Object.keys(alertTypes);
const oneOf = `(${names.join("|").replaceAll(".", "\\.")})`;

/** One type of alerts, or several separated by commas. */
const typesField = z
  .string()
  .check(
    z.regex(new RegExp(`^${oneOf}(,${oneOf})*$`), `must be one of ${names.join(", ")}, or several separated by commas`),
  );

const alertListSchema = z.extend(pageSchema, {
  tenantId: z.optional(tenantIdField),
  subscriptionId: z.optional(subscriptionIdField),
  type: z.optional(typesField),
  open: z.optional(z.enum(["true", "false"], "must be true or false")),
});

export const alertRoutes = endpoints({
  listAlerts: { route: "GET /api/v1/alerts", access: "operatorReads", query: alertListSchema, answers: [200] },
});
