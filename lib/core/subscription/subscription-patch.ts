import type { Problem } from "../errors.ts";
import { jsonPointer } from "../kit/json-pointer.ts";
import { nextUpdate } from "../kit/next-update.ts";
import type { Subscription } from "../model/subscription.ts";
import type { RateLimit } from "../rate/rate-limit.ts";
import { MASKED } from "./custom-headers.ts";
import { type HeadersPatch, patchedHeaders, revealedProblems } from "./sensitive-headers.ts";
import {
  metadataFits,
  type SubscriptionLimits,
  subscriptionDefaults,
  TOO_MUCH_METADATA,
} from "./subscription-limits.ts";

/** A JSON Merge Patch (RFC 7396) of a subscription: null clears a field, or restores its default. */
export interface SubscriptionPatch extends HeadersPatch {
  url?: string | undefined;
  events?: string[] | undefined;
  name?: string | null | undefined;
  description?: string | null | undefined;
  filter?: string | null | undefined;
  posthornHeaders?: boolean | null | undefined;
  timeoutSeconds?: number | null | undefined;
  maxRetries?: number | null | undefined;
  rateLimit?: { perSecond?: number | undefined; burst?: number | null | undefined } | null | undefined;
  verifyTls?: boolean | null | undefined;
  ordered?: boolean | undefined;
  orderingKey?: string | null | undefined;
  active?: boolean | undefined;
  metadata?: Record<string, string | null> | null | undefined;
}

/** Applies a patch. A subscription that is switched on again loses its `disabledReason` and `disabledAt`. */
export function patched(
  before: Subscription,
  patch: SubscriptionPatch,
  limits: SubscriptionLimits,
  nowMs: number,
): Subscription {
  const { url = before.url, events = before.events, active = before.active } = patch;
  const defaults = subscriptionDefaults(limits);
  return {
    ...before,
    ...patchedHeaders(before, patch),
    url,
    events,
    active,
    name: orCleared(patch.name, before.name),
    description: orCleared(patch.description, before.description),
    filter: orCleared(patch.filter, before.filter),
    posthornHeaders: patch.posthornHeaders === undefined ? before.posthornHeaders : offOnly(patch.posthornHeaders),
    timeoutSeconds: orDefault(patch.timeoutSeconds, before.timeoutSeconds, defaults.timeoutSeconds),
    maxRetries: orDefault(patch.maxRetries, before.maxRetries, defaults.maxRetries),
    rateLimit: patchedLimit(patch.rateLimit, before.rateLimit),
    verifyTls: orDefault(patch.verifyTls, before.verifyTls, defaults.verifyTls),
    metadata: mergedMetadata(before.metadata, patch.metadata),
    disabledReason: patch.active ? undefined : before.disabledReason,
    disabledAt: patch.active ? undefined : before.disabledAt,
    updatedAt: nextUpdate(before, nowMs),
  };
}

/**
 * Finds the problems that only a patch can have: too much metadata after the merge, and a revealed sensitive header.
 */
export function patchProblems(before: Subscription, after: Subscription, patch: SubscriptionPatch): Problem[] {
  const metadata = metadataFits(after.metadata) ? [] : [{ path: "/metadata", message: TOO_MUCH_METADATA }];
  const limit = after.rateLimit && after.rateLimit.perSecond === 0 ? [LIMIT_WITHOUT_RATE] : [];
  const revealed = revealedProblems(before, after, patch);
  return [...metadata, ...limit, ...fixedProblems(before, patch), ...revealed, ...movedProblems(before, after, patch)];
}

/** Deliveries wait in the lanes that these fields chose, so a change would break their order. */
const fixedProblems = (before: Subscription, patch: SubscriptionPatch): Problem[] =>
  (["ordered", "orderingKey"] as const)
    .filter((name) => patch[name] !== undefined && (patch[name] || undefined) !== before[name])
    .map((name) => ({ path: `/${name}`, message: "can't be changed" }));

const LIMIT_WITHOUT_RATE = { path: "/rateLimit/perSecond", message: "must be given: there was no rate limit before" };

/** A limit without a rate has the rate 0, which `patchProblems` finds. */
function patchedLimit(patch: SubscriptionPatch["rateLimit"], before: RateLimit | undefined): RateLimit | undefined {
  if (patch === undefined) return before;
  if (patch === null) return undefined;
  const { perSecond = before?.perSecond ?? 0, burst = before?.burst } = patch;
  return { perSecond, ...(burst != null && { burst }) };
}

/** A hidden value must not go to another host unless the patch gives it again. */
function movedProblems(before: Subscription, after: Subscription, { headers }: SubscriptionPatch): Problem[] {
  if (URL.parse(before.url)?.origin === URL.parse(after.url)?.origin) return [];
  const given = Object.entries(headers ?? {}).flatMap(([name, value]) => (value === MASKED ? [] : name.toLowerCase()));
  return (after.sensitiveHeaders ?? [])
    .filter((name) => !given.includes(name.toLowerCase()))
    .map((name) => ({ path: jsonPointer(["headers", name]), message: "must be given again: the URL's host changes" }));
}

/** A row keeps only the choice that is not the default. */
export const offOnly = (choice: boolean | null | undefined): false | undefined =>
  choice === false ? false : undefined;

const orDefault = <T>(change: T | null | undefined, before: T, fallback: T): T =>
  change === undefined ? before : (change ?? fallback);

const orCleared = (change: string | null | undefined, before: string | undefined): string | undefined =>
  change === undefined ? before : (change ?? undefined);

function mergedMetadata(before: Record<string, string>, patch: SubscriptionPatch["metadata"]): Record<string, string> {
  if (patch === undefined) return before;
  if (patch === null) return {};
  const merged = Object.entries({ ...before, ...patch });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}
