import * as z from "zod/mini";
import { secretField, stringUpTo } from "../http/fields.ts";

const LONGEST_GRACE_SECONDS = 7 * 24 * 3600;

/** The secret that signs the next POST, and how long the previous secret continues to sign. */
export const rotationSchema = z.strictObject({
  secret: z.optional(secretField),
  graceSeconds: z._default(
    z
      .int("must be an integer, in seconds")
      .check(z.gte(0, "must not be negative"), z.lte(LONGEST_GRACE_SECONDS, "must be at most 604800, which is 7 days")),
    0,
  ),
});

/** The dialect of a secret to generate. */
export const generationSchema = z.strictObject({ dialect: z.optional(stringUpTo(64)) });
