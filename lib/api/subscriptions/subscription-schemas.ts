import * as z from "zod/mini";
import { EVENT_PATTERN } from "../../core/matching/event-types.ts";
import { MOST_BURST, MOST_PER_SECOND } from "../../core/rate/rate-limit.ts";
import {
  metadataFits,
  type SubscriptionLimits,
  subscriptionDefaults,
  TOO_MUCH_METADATA,
} from "../../core/subscription/subscription-limits.ts";
import { conditionField, orderingKeyField } from "../http/condition-field.ts";
import { dateTimeField, optionalList, secretField, stringUpTo } from "../http/fields.ts";

/** A dialect that a subscription uses, until a given time or forever. */
export const spokenDialect = z.strictObject({ name: stringUpTo(64), until: z.optional(dateTimeField) });

const spokenDialects = z
  .array(spokenDialect)
  .check(z.minLength(1, "must name one dialect"), z.maxLength(2, "must name at most 2 dialects"));

const pattern = stringUpTo(128).check(
  z.regex(
    EVENT_PATTERN,
    "must be an event type such as invoice.paid, or have a wildcard after a separator, such as invoice.* or orders/*",
  ),
);

const patterns = z
  .array(pattern)
  .check(z.minLength(1, "must name at least one event type"), z.maxLength(100, "must name at most 100 event types"));

const perSecond = z.number().check(z.gt(0, "must be above 0"), z.lte(MOST_PER_SECOND));
const burst = z.int().check(z.gte(1), z.lte(MOST_BURST));
export const rateLimit = z.strictObject({ perSecond, burst: z.optional(burst) });
export const rateLimitPatch = z.nullable(z.partial(z.strictObject({ perSecond, burst: z.nullable(burst) })));

const sensitiveHeaders = z.array(stringUpTo(256)).check(z.maxLength(50, "must name at most 50 headers"));

/** The schemas of a subscription as a caller writes it, within the operator's limits. */
export function subscriptionSchemas(limits: SubscriptionLimits) {
  const defaults = subscriptionDefaults(limits);
  const timeoutSeconds = z.int().check(z.gte(1), z.lte(limits.maxTimeoutSeconds));
  const maxRetries = z.int().check(z.gte(0), z.lte(limits.maxRetries));
  const create = z.strictObject({
    url: z.optional(stringUpTo(2048)),
    pull: z.optional(z.boolean()),
    ordered: z.optional(z.boolean()),
    orderingKey: z.optional(orderingKeyField),
    events: patterns,
    name: z.optional(stringUpTo(200)),
    description: z.optional(stringUpTo(2000)),
    filter: z.optional(conditionField),
    dialect: z.optional(stringUpTo(64)),
    dialects: optionalList(spokenDialects),
    signature: z.optional(z.enum(["hmac-sha256", "ed25519"], "must be hmac-sha256 or ed25519")),
    secret: z.optional(secretField),
    headers: z._default(z.record(z.string(), stringUpTo(4096)), defaults.headers),
    sensitiveHeaders: z.optional(sensitiveHeaders),
    posthornHeaders: z.optional(z.boolean()),
    timeoutSeconds: z._default(timeoutSeconds, defaults.timeoutSeconds),
    maxRetries: z.optional(maxRetries),
    rateLimit: z.optional(rateLimit),
    verifyTls: z._default(z.boolean(), defaults.verifyTls),
    active: z._default(z.boolean(), true),
    metadata: z._default(
      z.record(stringUpTo(64), stringUpTo(512)).check(z.refine(metadataFits, TOO_MUCH_METADATA)),
      defaults.metadata,
    ),
  });
  /** A JSON Merge Patch (RFC 7396): null clears, within headers and metadata as well. */
  const patch = z
    .partial(
      z.strictObject({
        url: stringUpTo(2048),
        events: patterns,
        name: z.nullable(stringUpTo(200)),
        description: z.nullable(stringUpTo(2000)),
        filter: z.nullable(conditionField),
        dialect: stringUpTo(64),
        dialects: spokenDialects,
        headers: z.nullable(z.record(z.string(), z.nullable(stringUpTo(4096)))),
        sensitiveHeaders: z.nullable(sensitiveHeaders),
        posthornHeaders: z.nullable(z.boolean()),
        timeoutSeconds: z.nullable(timeoutSeconds),
        maxRetries: z.nullable(maxRetries),
        rateLimit: rateLimitPatch,
        verifyTls: z.nullable(z.boolean()),
        ordered: z.boolean(),
        orderingKey: z.nullable(z.string()),
        active: z.boolean(),
        metadata: z.nullable(z.record(stringUpTo(64), z.nullable(stringUpTo(512)))),
      }),
    )
    .check(
      z.refine((change) => Object.keys(change).length > 0, "must change at least one field"),
      z.refine(({ dialect, dialects }) => !(dialect && dialects), {
        path: ["dialects"],
        error: "must be given without dialect",
      }),
    );
  return { create, patch };
}
