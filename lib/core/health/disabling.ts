import { alertOf } from "../alerts/alert.ts";
import type { Clock } from "../clock.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { SubscriptionSwitch } from "../subscription/subscription-store.ts";
import { changeStanding } from "./change-standing.ts";
import type { Evidence } from "./evidence.ts";
import type { ChangedStanding, Health } from "./health.ts";
import type { StandingStore } from "./health-store.ts";
import { standingOf } from "./transitions.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const FAILURES_TO_DISABLE = 20;

/** A maintenance of some hours is no reason to switch a subscription off, however many deliveries fail meanwhile. */
const FAILING_FOR_MS = 12 * HOUR_MS;

export interface DisablePorts {
  standings: StandingStore;
  switch: Pick<SubscriptionSwitch, "disableFailing">;
  /** Days without a success after which a subscription is switched off. 0: never. */
  autoDisableDays: number;
  now: Clock;
}

/** Has an endpoint had no success for so many days, and enough failures? */
export function isOverdue({ failingSince, lastFailureAt, failuresInARow }: Evidence, days: number, nowMs: number) {
  if (failingSince === undefined || lastFailureAt === undefined || failuresInARow < FAILURES_TO_DISABLE) return false;
  const sinceMs = Date.parse(failingSince);
  return Date.parse(lastFailureAt) - sinceMs >= FAILING_FOR_MS && nowMs - sinceMs >= days * DAY_MS;
}

/**
 * Should `wake` look whether the subscription is to be switched off? A breaker wakes its endpoint anyway, but an endpoint
 * that seldom gets a delivery may fail for days without one.
 */
export function mayBeDisabled({ evidence, breaker, paused, disabling }: Health, nowMs: number): boolean {
  if (breaker || paused || !isOverdue(evidence, 0, nowMs)) return false;
  return disabling?.failingSince !== evidence.failingSince || nowMs >= Date.parse(disabling?.disableAt ?? "");
}

/**
 * Switches off a subscription whose endpoint has failed for too long, a day after it has warned of that. Resolves with
 * whether it did.
 */
export function disableOverdue({ standings, autoDisableDays: days, now, ...ports }: DisablePorts) {
  return async function disable({ url }: Subscription, key: SubscriptionKey, health: Health): Promise<boolean> {
    const { evidence, disabling } = health;
    if (days === 0 || !isOverdue(evidence, days - 1, now())) return false;
    const { failingSince = "", failuresInARow: failures } = evidence;
    if (disabling?.failingSince !== failingSince) {
      await changeStanding(standings, key, (current) => warned(current, failingSince, key, days, now()), health);
      return false;
    }
    if (now() < Date.parse(disabling.disableAt)) return false;
    const facts = { reason: "failing", failingSince, failures } as const;
    await ports.switch.disableFailing(key, url, alertOf(key, "subscription.disabled", facts, now()));
    return true;
  };
}

function warned(
  current: Health | undefined,
  failingSince: string,
  key: SubscriptionKey,
  days: number,
  nowMs: number,
): ChangedStanding | undefined {
  const { evidence, disabling } = current ?? {};
  if (!current || evidence?.failingSince !== failingSince || disabling?.failingSince === failingSince) return undefined;
  const disableAt = isoAt(Math.max(Date.parse(failingSince) + days * DAY_MS, nowMs + DAY_MS));
  const facts = { failingSince, failures: current.evidence.failuresInARow, disableAt };
  const alert = alertOf(key, "subscription.disable-scheduled", facts, nowMs);
  return { ...standingOf(current), disabling: { failingSince, disableAt }, alert };
}

const isoAt = (ms: number): string => new Date(ms).toISOString();
