import * as z from "zod/mini";
import { TENANT_ID } from "../../core/tenants.ts";
import { dateTimeField, stringUpTo } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

const name = z.string().check(z.minLength(1, "must not be empty"), z.maxLength(200, "must be at most 200 characters"));

/** The most that a stack can allow. A stack that allows less uses its own limit. */
const MOST_RETRIES = 10;

/** The default for the tenant's subscriptions. */
const dialect = stringUpTo(64);

const maxRetries = z.int().check(z.gte(0), z.lte(MOST_RETRIES));

/** `id` lets an operator use its own name for the tenant. */
export const tenantSchema = z.strictObject({
  name,
  dialect: z.optional(dialect),
  maxRetries: z.optional(maxRetries),
  id: z.optional(z.string().check(z.regex(TENANT_ID, "must be 1 to 64 letters, digits, _ or -"))),
});

/** null clears a field. */
export const tenantPatch = z
  .strictObject({
    name: z.optional(name),
    dialect: z.optional(z.nullable(dialect)),
    maxRetries: z.optional(z.nullable(maxRetries)),
  })
  .check(z.refine((change) => Object.keys(change).length > 0, "must change at least one field"));

/** The query string of the tenants. */
export const tenantListSchema = z.extend(pageSchema, {
  search: z.optional(stringUpTo(200).check(z.minLength(1, "must not be empty"))),
});

/** Also the schema of the operator's keys. */
export const apiKeySchema = z.strictObject({
  name: z._default(name, "default"),
  role: z._default(z.enum(["producer", "read", "manage"], "must be producer, read or manage"), "manage"),
  expiresAt: z.optional(dateTimeField),
});
