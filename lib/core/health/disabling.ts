import type { Clock } from "../clock.ts";
import type { Subscription, SubscriptionKey } from "../model.ts";
import type { SubscriptionSwitch } from "../subscription/subscription-store.ts";
import { changeStanding } from "./change-standing.ts";
import type { Evidence } from "./evidence.ts";
import type { Health } from "./health.ts";
import type { StandingStore } from "./health-store.ts";
import { standingOf } from "./transitions.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const FAILURES_TO_DISABLE = 20;

/** A maintenance of some hours is no reason to switch a subscription off, however many deliveries fail meanwhile. */
const FAILING_FOR_MS = 12 * HOUR_MS;

/** A subscription that Posthorn switches off, or is about to, because its endpoint fails. */
export interface FailingSubscription extends SubscriptionKey {
  url: string;
  /** The first failure since the latest success, ISO 8601. */
  failingSince: string;
  /** The failures since then. */
  failures: number;
  /** When Posthorn switches it off, ISO 8601. */
  disableAt: string;
}

/** Publishes on the bus what happens to failing subscriptions. After a crash, perhaps twice. */
export interface FailingAnnouncer {
  /** Publishes `subscription.disable-scheduled`. */
  announceDisableScheduled(failing: FailingSubscription): Promise<void>;
  /** Publishes `subscription.disabled`. */
  announceDisabled(failing: FailingSubscription): Promise<void>;
}

export interface DisablePorts {
  standings: StandingStore;
  switch: Pick<SubscriptionSwitch, "disableFailing">;
  announcer: FailingAnnouncer;
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
export function disableOverdue({ standings, announcer, autoDisableDays: days, now, ...ports }: DisablePorts) {
  return async function disable({ url }: Subscription, key: SubscriptionKey, health: Health): Promise<boolean> {
    const { evidence, disabling } = health;
    if (days === 0 || !isOverdue(evidence, days - 1, now())) return false;
    const { failingSince = "", failuresInARow: failures } = evidence;
    const failing = { ...key, url, failingSince, failures };
    if (disabling?.failingSince !== failingSince) {
      const disableAt = isoAt(Math.max(Date.parse(failingSince) + days * DAY_MS, now() + DAY_MS));
      await announcer.announceDisableScheduled({ ...failing, disableAt });
      await changeStanding(standings, key, (current) => warned(current, failingSince, disableAt), health);
      return false;
    }
    const { disableAt } = disabling;
    if (now() < Date.parse(disableAt)) return false;
    await announcer.announceDisabled({ ...failing, disableAt });
    await ports.switch.disableFailing(key, url, isoAt(now()));
    return true;
  };
}

const warned = (current: Health | undefined, failingSince: string, disableAt: string) =>
  current?.evidence.failingSince === failingSince
    ? { ...standingOf(current), disabling: { failingSince, disableAt } }
    : undefined;

const isoAt = (ms: number): string => new Date(ms).toISOString();
