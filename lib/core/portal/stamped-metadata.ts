import { type Problem, refuse } from "../errors.ts";
import { jsonPointer } from "../kit/json-pointer.ts";
import type { Subscription } from "../model/subscription.ts";
import { metadataFits, TOO_MUCH_METADATA } from "../subscription/subscription-limits.ts";
import { isInScope, type PortalLimited } from "./capabilities.ts";

type Metadata = Subscription["metadata"];

/**
 * The metadata of a new subscription: what the caller gives, and the metadata of its portal token's scope. Throws a 422
 * `Refusal` if the two contradict each other, or are too much together.
 */
export function stampedMetadata(caller: PortalLimited, given: Metadata): Metadata {
  const metadata = { ...caller.portal?.scope?.metadata, ...given };
  const full = metadataFits(metadata) ? [] : [{ path: "/metadata", message: TOO_MUCH_METADATA }];
  refuse([...scopeProblems(caller, { metadata }), ...full]);
  return metadata;
}

/** A subscription may not leave the scope of the token that creates or changes it. */
export function scopeProblems(caller: PortalLimited, after: Pick<Subscription, "metadata">): Problem[] {
  if (isInScope(caller, after)) return [];
  return Object.entries(caller.portal?.scope?.metadata ?? {})
    .filter(([name, value]) => after.metadata[name] !== value)
    .map(([name, value]) => ({
      path: `/metadata${jsonPointer([name])}`,
      message: `must be ${JSON.stringify(value)}, or left out: the portal token is for such subscriptions`,
    }));
}
