import * as z from "zod";

const name = z.string().min(1, "must not be empty").max(200, "must be at most 200 characters");

/** `id` lets an operator use its own name for the tenant. */
export const tenantSchema = z.strictObject({
  name,
  /** What its subscriptions use that name no dialect. */
  dialect: z.string().max(64, "must be at most 64 characters").optional(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -")
    .optional(),
});

export const apiKeySchema = z.strictObject({
  name: name.default("default"),
  role: z.enum(["producer", "read", "manage"]).default("manage"),
});
