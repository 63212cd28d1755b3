import type { Problem } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import type { Subscription } from "../../core/model.ts";
import { patchedHeaders, revealedProblems } from "../../core/subscription/sensitive-headers.ts";
import {
  fits,
  type SubscriptionLimits,
  type SubscriptionPatch,
  subscriptionDefaults,
  TOO_MUCH_METADATA,
} from "./subscription-schemas.ts";

/** The patch over what was there; null clears, or brings back the default. */
export function patched(
  before: Subscription,
  { dialects: _dialects, ...patch }: SubscriptionPatch,
  limits: SubscriptionLimits,
  nowMs: number,
): Subscription {
  const { url = before.url, events = before.events, active = before.active } = patch;
  const kept = (name: "name" | "description" | "filter") => cleared(patch[name], before[name]);
  const defaults = subscriptionDefaults(limits);
  return {
    ...before,
    ...patchedHeaders(before, patch),
    url,
    events,
    active,
    name: kept("name"),
    description: kept("description"),
    filter: kept("filter"),
    timeoutSeconds: orDefault(patch.timeoutSeconds, before.timeoutSeconds, defaults.timeoutSeconds),
    maxRetries: orDefault(patch.maxRetries, before.maxRetries, defaults.maxRetries),
    verifyTls: orDefault(patch.verifyTls, before.verifyTls, defaults.verifyTls),
    metadata: mergedMetadata(before.metadata, patch.metadata),
    disabledReason: patch.active ? undefined : before.disabledReason,
    updatedAt: nextUpdate(before, nowMs),
  };
}

/** What is wrong with what a patch made, beyond what is wrong with any subscription. */
export function patchProblems(before: Subscription, after: Subscription, patch: SubscriptionPatch): Problem[] {
  const metadata = fits(after.metadata) ? [] : [{ path: "/metadata", message: TOO_MUCH_METADATA }];
  return [...metadata, ...revealedProblems(before, after, patch)];
}

const orDefault = <T>(change: T | null | undefined, before: T, fallback: T): T =>
  change === undefined ? before : (change ?? fallback);

const cleared = (change: string | null | undefined, before: string | undefined): string | undefined =>
  change === undefined ? before : (change ?? undefined);

function mergedMetadata(before: Record<string, string>, patch: SubscriptionPatch["metadata"]): Record<string, string> {
  if (patch === undefined) return before;
  if (patch === null) return {};
  const merged = Object.entries({ ...before, ...patch });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}
