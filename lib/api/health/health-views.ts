import { type DescribedState, describedHealth } from "../../core/health/described.ts";
import type { Health } from "../../core/health/health.ts";
import type { HeldCount } from "../../core/health/held-count.ts";

/** The health of a subscription's endpoint as the API shows it. */
export function healthView(health: Health | undefined, held: HeldCount, nowMs: number) {
  const { state, since, why, failure, nextProbeAt, pausedUntil, disableAt, transitions } = describedHealth(
    health,
    nowMs,
  );
  const what = { state, since, why, failure, nextProbeAt, pausedUntil, disableAt };
  const counts = { held: held.count, complete: held.complete, oldestHeldAt: held.oldestAt };
  return { ...what, ...counts, transitions: transitions.map(({ at, to, why: reason }) => ({ at, to, why: reason })) };
}

/** The part of an endpoint's health that people change. */
export function stateView(health: Partial<Health> | undefined, nowMs: number) {
  const { state, since, nextProbeAt } = describedHealth(health, nowMs);
  return { state, since, nextProbeAt };
}

/** The health of an endpoint in a list of subscriptions. */
export const shortHealthView = ({ state, since }: DescribedState) => ({ state, since });
