import * as z from "zod/mini";
import { DEFAULT_TIMEOUT_SECONDS } from "../../core/limits.ts";
import { EVENT_PATTERN } from "../../core/matching/event-types.ts";
import type { Subscription, SubscriptionStatus } from "../../core/model.ts";
import { maskedCustomHeaders } from "../../core/subscription/sensitive-headers.ts";
import { condition } from "../http/condition-field.ts";
import { etagOf } from "../http/etag.ts";

const text = (max: number) => z.string().check(z.maxLength(max, `must be at most ${max} characters`));

/** `until` when the dialect is spoken; for good when left out. */
const inDialect = z.strictObject({
  name: text(64),
  until: z.optional(
    z.iso.datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z" }),
  ),
});

const inDialects = z
  .array(inDialect)
  .check(z.minLength(1, "must name one dialect"), z.maxLength(2, "must name at most 2 dialects"));

/** Limits that the operator's stack options set. */
export interface SubscriptionLimits {
  defaultMaxRetries: number;
  maxRetries: number;
  maxTimeoutSeconds: number;
}

const pattern = z
  .string()
  .check(
    z.maxLength(128, "must be at most 128 characters"),
    z.regex(EVENT_PATTERN, "must be an event type such as invoice.paid, or end in a wildcard such as invoice.*"),
  );

const patterns = z
  .array(pattern)
  .check(z.minLength(1, "must name at least one event type"), z.maxLength(100, "must name at most 100 event types"));

const MOST_METADATA = 50;
export const TOO_MUCH_METADATA = `must have at most ${MOST_METADATA} entries`;
export const fits = (metadata: object): boolean => Object.keys(metadata).length <= MOST_METADATA;

const sensitiveHeaders = z.array(text(256)).check(z.maxLength(50, "must name at most 50 headers"));

/** What a subscription is that says nothing of these. */
export const subscriptionDefaults = ({ defaultMaxRetries, maxTimeoutSeconds }: SubscriptionLimits) => ({
  headers: {},
  metadata: {},
  timeoutSeconds: Math.min(DEFAULT_TIMEOUT_SECONDS, maxTimeoutSeconds),
  maxRetries: defaultMaxRetries,
  verifyTls: true,
});

/** The schemas of a subscription as a caller writes it, within the operator's limits. */
export function subscriptionSchemas(limits: SubscriptionLimits) {
  const defaults = subscriptionDefaults(limits);
  const timeoutSeconds = z.int().check(z.gte(1), z.lte(limits.maxTimeoutSeconds));
  const maxRetries = z.int().check(z.gte(0), z.lte(limits.maxRetries));
  const create = z.strictObject({
    url: z.optional(text(2048)),
    pull: z.optional(z.boolean()),
    events: patterns,
    name: z.optional(text(200)),
    description: z.optional(text(2000)),
    filter: z.optional(condition),
    dialect: z.optional(text(64)),
    dialects: z.optional(inDialects),
    signature: z.optional(z.enum(["hmac-sha256", "ed25519"], "must be hmac-sha256 or ed25519")),
    secret: z.optional(text(512)),
    headers: z._default(z.record(z.string(), text(4096)), defaults.headers),
    sensitiveHeaders: z.optional(sensitiveHeaders),
    timeoutSeconds: z._default(timeoutSeconds, defaults.timeoutSeconds),
    maxRetries: z._default(maxRetries, defaults.maxRetries),
    verifyTls: z._default(z.boolean(), defaults.verifyTls),
    active: z._default(z.boolean(), true),
    metadata: z._default(z.record(text(64), text(512)).check(z.refine(fits, TOO_MUCH_METADATA)), defaults.metadata),
  });
  /** A JSON Merge Patch (RFC 7396): null clears, also within headers and metadata. */
  const patch = z
    .partial(
      z.strictObject({
        url: text(2048),
        events: patterns,
        name: z.nullable(text(200)),
        description: z.nullable(text(2000)),
        filter: z.nullable(condition),
        dialects: inDialects,
        headers: z.nullable(z.record(z.string(), z.nullable(text(4096)))),
        sensitiveHeaders: z.nullable(sensitiveHeaders),
        timeoutSeconds: z.nullable(timeoutSeconds),
        maxRetries: z.nullable(maxRetries),
        verifyTls: z.nullable(z.boolean()),
        active: z.boolean(),
        metadata: z.nullable(z.record(text(64), z.nullable(text(512)))),
      }),
    )
    .check(z.refine((change) => Object.keys(change).length > 0, "must change at least one field"));
  return { create, patch };
}

export type SubscriptionPatch = z.infer<ReturnType<typeof subscriptionSchemas>["patch"]>;

/** A subscription as the API shows it, in an order fit to read: never with its secret. */
export function subscriptionView(subscription: Subscription) {
  const { id, name, description, pull, events, active, disabledReason, dialect, metadata } = subscription;
  const { sensitiveHeaders, timeoutSeconds, maxRetries, verifyTls, secretShown, createdAt, updatedAt } = subscription;
  const { definition: _definition, ...alsoIn } = subscription.alsoIn ?? {};
  const what = {
    id,
    name,
    description,
    url: pull ? undefined : subscription.url,
    pull,
    events,
    filter: subscription.filter,
    active,
    disabledReason,
    dialect,
    alsoIn: subscription.alsoIn && alsoIn,
  };
  const how = {
    headers: maskedCustomHeaders(subscription),
    sensitiveHeaders,
    metadata,
    timeoutSeconds,
    maxRetries,
    verifyTls,
  };
  return { ...what, ...how, secretShown, createdAt, updatedAt };
}

/** A subscription together with how its latest POST ended, if there was one. */
export function subscriptionWithStatus(subscription: Subscription, status: SubscriptionStatus | undefined) {
  const { lastTriggeredAt, ...lastOutcome } = status ?? {};
  return { ...subscriptionView(subscription), lastTriggeredAt, lastOutcome: status && lastOutcome };
}

/** Of a subscription's settings: neither a POST nor a look at its secret changes them. */
export function subscriptionEtag(subscription: Subscription): string {
  const { secretShown: _shown, ...settings } = subscriptionView(subscription);
  // A sensitive header's new value changes nothing that is seen, but the time.
  return etagOf(settings);
}
