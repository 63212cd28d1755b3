import * as z from "zod";
import { DEFAULT_TIMEOUT_SECONDS } from "../core/limits.ts";
import { EVENT_PATTERN } from "../core/matching.ts";
import type { Subscription } from "../core/model.ts";
import { condition } from "./condition.ts";

/** `until` when the dialect is spoken; for good when left out. */
const inDialect = z.strictObject({
  name: z.string().max(64, "must be at most 64 characters"),
  until: z.iso.datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z" }).optional(),
});

const inDialects = z.array(inDialect).min(1, "must name one dialect").max(2, "must name at most 2 dialects");

/** Limits that the operator's stack options set. */
export interface SubscriptionLimits {
  defaultMaxRetries: number;
  maxRetries: number;
  maxTimeoutSeconds: number;
}

const pattern = z
  .string()
  .max(128, "must be at most 128 characters")
  .regex(EVENT_PATTERN, "must be an event type such as invoice.paid, or end in a wildcard such as invoice.*");

const text = (max: number) => z.string().max(max, `must be at most ${max} characters`);

/** The schemas of a subscription as a caller writes it, within the operator's limits. */
export function subscriptionSchemas({ defaultMaxRetries, maxRetries, maxTimeoutSeconds }: SubscriptionLimits) {
  const fields = {
    url: text(2048),
    events: z.array(pattern).min(1, "must name at least one event type").max(100, "must name at most 100 event types"),
    headers: z.record(z.string(), text(4096)),
    timeoutSeconds: z.int().min(1).max(maxTimeoutSeconds),
    maxRetries: z.int().min(0).max(maxRetries),
    verifyTls: z.boolean(),
    active: z.boolean(),
    metadata: z.record(text(64), text(512)).refine(atMost50, "must have at most 50 entries"),
  };
  const create = z.strictObject({
    ...fields,
    name: text(200).optional(),
    description: text(2000).optional(),
    filter: condition.optional(),
    dialect: text(64).optional(),
    dialects: inDialects.optional(),
    signature: z.enum(["hmac-sha256", "ed25519"], "must be hmac-sha256 or ed25519").optional(),
    secret: text(512).optional(),
    headers: fields.headers.default({}),
    timeoutSeconds: fields.timeoutSeconds.default(Math.min(DEFAULT_TIMEOUT_SECONDS, maxTimeoutSeconds)),
    maxRetries: fields.maxRetries.default(defaultMaxRetries),
    verifyTls: fields.verifyTls.default(true),
    active: fields.active.default(true),
    metadata: fields.metadata.default({}),
  });
  const patch = z
    .strictObject({
      ...fields,
      name: text(200).nullable(),
      description: text(2000).nullable(),
      filter: condition.nullable(),
      dialects: inDialects,
    })
    .partial()
    .refine((change) => Object.keys(change).length > 0, "must change at least one field");
  return { create, patch };
}

const atMost50 = (entries: object): boolean => Object.keys(entries).length <= 50;

/** A subscription as the API shows it, in an order fit to read: never with its secret. */
export function subscriptionView(subscription: Subscription) {
  const { id, name, description, url, events, active, disabledReason, dialect, headers, metadata } = subscription;
  const { timeoutSeconds, maxRetries, verifyTls, secretShown, createdAt, updatedAt } = subscription;
  const { definition: _definition, ...alsoIn } = subscription.alsoIn ?? {};
  const what = {
    id,
    name,
    description,
    url,
    events,
    filter: subscription.filter,
    active,
    disabledReason,
    dialect,
    alsoIn: subscription.alsoIn && alsoIn,
  };
  return { ...what, headers, metadata, timeoutSeconds, maxRetries, verifyTls, secretShown, createdAt, updatedAt };
}
