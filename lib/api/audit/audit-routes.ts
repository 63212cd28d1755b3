import * as z from "zod/mini";
import { AUDITED_TYPES } from "../../core/audit/audit-entry.ts";
import { endpoints } from "../http/endpoint.ts";
import { dateTimeField, tenantIdField } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

/** An action is an `operationId`, and ids have many forms. One that is in no entry finds nothing. */
const text = z.string().check(z.minLength(1, "must not be empty"), z.maxLength(200, "must be at most 200 characters"));

const auditListSchema = z.extend(pageSchema, {
  tenantId: z.optional(tenantIdField),
  action: z.optional(text),
  resourceType: z.optional(z.enum(AUDITED_TYPES, `must be one of ${AUDITED_TYPES.join(", ")}`)),
  resourceId: z.optional(text),
  actor: z.optional(text),
  since: z.optional(dateTimeField),
  until: z.optional(dateTimeField),
});

export const auditRoutes = endpoints({
  listAuditEntries: { route: "GET /api/v1/audit", access: "adminOrReads", query: auditListSchema, answers: [200] },
});
