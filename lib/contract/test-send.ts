import * as z from "zod";
import { EVENT_TYPE } from "../core/matching.ts";

/** `secret` signs this one POST instead of the subscription's own: to prove a receiver before a rotation. */
export const testSendSchema = z.strictObject({
  type: z
    .string()
    .max(128, "must be at most 128 characters")
    .regex(EVENT_TYPE, "must be an event type such as invoice.paid")
    .optional(),
  secret: z.string().max(512, "must be at most 512 characters").optional(),
});
