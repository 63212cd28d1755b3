import type { FailureClass } from "../model/failure-class.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import { describedState } from "./described.ts";
import type { EndpointState, Health } from "./health.ts";

/** An endpoint that is not healthy. `off`: Posthorn switched its subscription off. */
export interface TroubledEndpoint extends SubscriptionKey {
  state: Exclude<EndpointState, "healthy"> | "off";
  since?: string | undefined;
  /** In a few words. Undefined for a subscription that is off. */
  why?: string | undefined;
  /** The failure that opened the breaker. */
  failure?: FailureClass | undefined;
}

/** Worst first. */
const STATES: readonly TroubledEndpoint["state"][] = ["failing", "off", "paused", "recovering", "slow"];

/** The endpoint in its state now; undefined if it is healthy. */
export function troubledEndpoint(
  { tenantId, subscriptionId }: SubscriptionKey,
  health: Health | undefined,
  { active, disabledReason, disabledAt, updatedAt }: Partial<Subscription>,
  nowMs: number,
): TroubledEndpoint | undefined {
  if (active === false) {
    const since = disabledAt ?? updatedAt;
    return disabledReason && { tenantId, subscriptionId, state: "off", ...(since && { since }) };
  }
  const { state, since, why, failure } = describedState(health, nowMs);
  return state === "healthy" ? undefined : { tenantId, subscriptionId, state, since, why, failure };
}

/** Endpoints by how bad their state is, and those in the same state by how long it lasts. */
export const worstFirst = <T extends TroubledEndpoint>(endpoints: readonly T[]): T[] =>
  endpoints.toSorted(
    (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || ((a.since ?? "") < (b.since ?? "") ? -1 : 1),
  );
