import { type Alert, alertOf } from "../alerts/alert.ts";
import type { Subscription } from "../model/subscription.ts";
import { subscriptionKeyOf } from "./subscription-store.ts";

/** A subscription that requests switch off again and again raises an alert at most once in this time. */
const BETWEEN_ALERTS_MS = 10 * 60_000;

/** Notes in a changed subscription that people are to be told that a request switched it off. */
export function withSwitchOffAlert(after: Subscription, before: Subscription, nowMs: number): Subscription {
  const isSwitchedOff = before.active && !after.active;
  if (!isSwitchedOff || nowMs - latestMs(before) < BETWEEN_ALERTS_MS) return after;
  return { ...after, switchOffAlertAt: new Date(nowMs).toISOString() };
}

/** The alert that `withSwitchOffAlert` noted. Undefined if it noted none. */
export const switchOffAlert = (after: Subscription, before: Subscription, by: string): Alert | undefined =>
  after.switchOffAlertAt === before.switchOffAlertAt
    ? undefined
    : alertOf(subscriptionKeyOf(after), "subscription.disabled", { reason: "by-hand", by }, latestMs(after));

const latestMs = ({ switchOffAlertAt }: Subscription): number =>
  switchOffAlertAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(switchOffAlertAt);
