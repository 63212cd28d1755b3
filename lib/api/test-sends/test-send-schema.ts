import * as z from "zod/mini";
import { EVENT_TYPE } from "../../core/matching/event-types.ts";

/** `secret` signs this one POST instead of the subscription's own: to prove a receiver before a rotation. */
export const testSendSchema = z.strictObject({
  type: z.optional(
    z
      .string()
      .check(
        z.maxLength(128, "must be at most 128 characters"),
        z.regex(EVENT_TYPE, "must be an event type such as invoice.paid"),
      ),
  ),
  secret: z.optional(z.string().check(z.maxLength(512, "must be at most 512 characters"))),
});
