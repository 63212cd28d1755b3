import * as z from "zod/mini";
import { EVENT_TYPE } from "../../core/matching/event-types.ts";
import { TENANT_ID } from "../../core/tenants.ts";

/** Fields that several resources have. */
export const stringUpTo = (max: number) => z.string().check(z.maxLength(max, `must be at most ${max} characters`));

export const NOT_A_TIME = "must be an ISO 8601 date-time such as 2026-01-31T12:00:00Z";
export const dateTimeField = z
  .string()
  .check(z.overwrite(withColon), z.iso.datetime({ offset: true, error: NOT_A_TIME }));

/** Python's `strftime`, and with it clients that openapi-generator makes, write the offset as `+0000`. */
function withColon(time: string): string {
  return time.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
}

const NOT_A_TYPE = "must be an event type such as invoice.paid, orders/create or repo:push";

/** @param missing the message for a type that is left out */
export const requiredEventType = (missing = "is required") =>
  z
    .string({ error: ({ input }) => (input === undefined ? missing : undefined) })
    .check(z.maxLength(128, "must be at most 128 characters"), z.regex(EVENT_TYPE, NOT_A_TYPE));

export const eventTypeField = requiredEventType();

export const subscriptionIdField = z
  .string()
  .check(z.regex(/^sub_[0-9A-HJKMNP-TV-Z]{26}$/, "must be a subscription's id"));

export const tenantIdField = z.string().check(z.regex(TENANT_ID, "must be a tenant's id"));

/** A secret that a customer brings. An empty one, or null, asks for a generated one. */
export const secretField = z.nullable(stringUpTo(512));

/**
 * A list that a caller may leave out, or send as null. For an optional list that can't be null, the Java clients that
 * openapi-generator makes send `[]`.
 */
export const optionalList = <S extends z.core.$ZodType>(list: S) =>
  z.optional(
    z.pipe(
      z.nullable(list),
      z.transform((value) => value ?? undefined),
    ),
  );
