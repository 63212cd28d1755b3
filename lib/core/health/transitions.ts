import { alertOf } from "../alerts/alert.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import { isAlertDue, opened, probeFailed, probeLacking, probeNow, probesPassed, probing } from "./breaker.ts";
import { type BreakerCause, whyOpen } from "./evidence.ts";
import type { ChangedStanding, Health, Standing } from "./health.ts";
import { isPaused, noted } from "./holding.ts";
import { releaseAtRate, releaseFrom } from "./release.ts";

/**
 * The changes of an endpoint's standing, as pure functions. Each returns undefined if it changes nothing.
 *
 * | what happened                                  | standing                                            |
 * |------------------------------------------------|-----------------------------------------------------|
 * | `trip`: POSTs failed                           | the breaker opens                                   |
 * | `probeSent`, `probeLost`, `probeWon`           | the breaker waits longer, tries more, or closes     |
 * | `outageAlerted`: it is open for ten minutes    | people are told                                     |
 * | `probeAtOnce`: a test passed, the URL changed  | a probe is due                                      |
 * | `pause`, `resume`: by hand                     | nothing is sent; a probe or a release is due        |
 * | `askedToWait`: 429, 503                        | nothing is sent for a while                         |
 * | `pauseOver`                                    | a release is due                                    |
 * | `overRate`: no slot was free                   | new deliveries are held, and released at the rate   |
 * | `draining`: the subscription is gone, inactive | what is held ends                                   |
 */

/** Why a breaker is open, in a few words for people. */
export const OPENED_BY: Record<BreakerCause, string> = {
  "time-outs": "five POSTs in a row had no answer in time",
  failures: "at least 70 % of the POSTs in the last 5 minutes failed",
};

/** @param random a number in [0, 1) */
export function trip(
  health: Health | undefined,
  failure: FailureClass | undefined,
  nowMs: number,
  random: number,
): Standing | undefined {
  const cause = health && whyOpen(health.evidence);
  if (!cause || health.breaker) return undefined;
  const { paused, transitions, disabling } = health;
  const open = { paused, breaker: opened(cause, failure, nowMs, random), transitions, disabling };
  return noted(open, { at: isoAt(nowMs), to: "failing", why: OPENED_BY[cause] });
}

/**
 * @param untilMs when the probes have ended for certain
 * @param missing how many of the probes that were due found no delivery: they count as passed
 */
export function probeSent(health: Health | undefined, untilMs: number, missing = 0): Standing | undefined {
  if (!health?.breaker) return undefined;
  const { passed } = health.breaker;
  return { ...standingOf(health), breaker: { ...probing(health.breaker, untilMs), passed: passed + missing } };
}

/** No delivery is held for a probe. The next one that comes in is. */
export const probeLater = (health: Health, nowMs: number): Standing => ({
  ...standingOf(health),
  ...(health.breaker && { breaker: probeLacking(health.breaker, nowMs) }),
});

/** @param failedProbes which probe it was: the number of those that had failed before */
export function probeLost(
  health: Health | undefined,
  failedProbes: number,
  nowMs: number,
  random: number,
): Standing | undefined {
  if (health?.breaker?.failedProbes !== failedProbes) return undefined;
  const breaker = probeFailed(health.breaker, nowMs, random);
  const after = { ...standingOf(health), breaker };
  return health.breaker.passed === 0 ? after : noted(after, { at: isoAt(nowMs), to: "failing", why: "a probe failed" });
}

/** The breaker has been open for so long that people are told. Undefined if they were, or if it isn't time yet. */
export function outageAlerted(
  health: Health | undefined,
  key: SubscriptionKey,
  nowMs: number,
): ChangedStanding | undefined {
  if (!health?.breaker || !isAlertDue(health.breaker, nowMs)) return undefined;
  const { since, cause, failure } = health.breaker;
  const facts = { since, why: OPENED_BY[cause], ...(failure && { failure }) };
  const alert = alertOf(key, "subscription.failing", facts, nowMs);
  return { ...standingOf(health), breaker: { ...health.breaker, isAlerted: true }, alert };
}

/** Any success shows that the endpoint works, also of a POST that began before the breaker opened. */
export function probeWon(
  health: Health | undefined,
  key: SubscriptionKey,
  count: number,
  nowMs: number,
): ChangedStanding | undefined {
  if (!health?.breaker) return undefined;
  const breaker = probesPassed(health.breaker, count, nowMs);
  if (!breaker) return breakerClosed(health, key, nowMs);
  const after = { ...standingOf(health), breaker };
  const isFirst = health.breaker.passed === 0;
  return isFirst ? noted(after, { at: isoAt(nowMs), to: "recovering", why: "a POST succeeded" }) : after;
}

/** The breaker closes. The deliveries that it held are released. Who was told of the outage is told of its end. */
export function breakerClosed(
  { paused, transitions, breaker }: Health,
  key: SubscriptionKey,
  nowMs: number,
): ChangedStanding {
  const why = "all probes succeeded; held deliveries are released";
  const closed = { paused, transitions, release: releaseFrom(nowMs) };
  const after = noted(closed, { at: isoAt(nowMs), to: "recovering", why });
  if (!breaker?.isAlerted) return after;
  return { ...after, alert: alertOf(key, "subscription.recovered", { failingSince: breaker.since }, nowMs) };
}

/** A release has found nothing for long enough. A pause that began meanwhile stays: another release follows it. */
export function released(health: Health, nowMs: number): Standing {
  const { release: _ended, ...rest } = standingOf(health);
  const to = health.slowSince === undefined ? "healthy" : "slow";
  return rest.paused ? rest : noted(rest, { at: isoAt(nowMs), to, why: "nothing is held any more" });
}

/**
 * The subscription is gone or inactive: its held deliveries end, for as long as a release looks for them. Undefined if
 * that has begun already, or if nothing is held. Once it is active again, it is announced anew before it is switched off.
 */
export function draining(
  health: Health | undefined,
  drained: "cancelled" | "skipped",
  nowMs: number,
): Standing | undefined {
  if (!health?.paused && !health?.breaker) {
    return health?.disabling && { ...standingOf(health), disabling: undefined };
  }
  const standing = { transitions: health.transitions, release: releaseFrom(nowMs) };
  return noted(standing, { at: isoAt(nowMs), to: "recovering", why: WHY_DRAINED[drained] });
}

const WHY_DRAINED = {
  cancelled: "the subscription was deleted; held deliveries are cancelled",
  skipped: "the subscription is inactive; held deliveries are skipped",
};

/** Deliveries are held, but nothing holds them. Undefined if something is due, or if they are paused by hand. */
export function releaseForgotten(health: Health | undefined, nowMs: number): Standing | undefined {
  if (health?.paused || health?.breaker || health?.release) return undefined;
  const after = { ...standingOf(health), release: releaseFrom(nowMs) };
  return noted(after, { at: isoAt(nowMs), to: "recovering", why: "held deliveries had been forgotten" });
}

export function probeAtOnce(health: Health | undefined, nowMs: number): Standing | undefined {
  if (!health?.breaker) return undefined;
  return { ...standingOf(health), breaker: probeNow(health.breaker, nowMs) };
}

/** A pause by hand replaces one that the receiver asked for. */
export function pause(health: Health | undefined, nowMs: number): Standing | undefined {
  if (health?.paused && health.paused.untilMs === undefined) return undefined;
  const paused = { since: isoAt(nowMs) };
  const after = { ...standingOf(health), paused };
  return noted(after, { at: isoAt(nowMs), to: "paused", why: "paused by hand" });
}

/** Ends any pause. Then a probe is due at once if the breaker is open, and a release if it is closed. */
export function resume(health: Health | undefined, nowMs: number): Standing | undefined {
  if (!health?.paused) return probeAtOnce(health, nowMs);
  return unpaused(health, nowMs, "resumed by hand");
}

export function pauseOver(health: Health | undefined, nowMs: number): Standing | undefined {
  if (!health?.paused || isPaused(health.paused, nowMs)) return undefined;
  return unpaused(health, nowMs, "the pause that the receiver asked for is over");
}

function unpaused(health: Health, nowMs: number, why: string): Standing {
  const { paused: _ended, ...rest } = standingOf(health);
  const breaker = rest.breaker && probeNow(rest.breaker, nowMs);
  const after = breaker ? { ...rest, breaker } : { ...rest, release: releaseFrom(nowMs) };
  return noted(after, { at: isoAt(nowMs), to: breaker ? "failing" : "recovering", why });
}

/** A receiver can only make its own pause longer. */
export function askedToWait(health: Health | undefined, untilMs: number, nowMs: number): Standing | undefined {
  const { paused } = health ?? {};
  if (paused && (paused.untilMs === undefined || paused.untilMs >= untilMs)) return undefined;
  const after = { ...standingOf(health), paused: { since: paused?.since ?? isoAt(nowMs), untilMs } };
  if (paused) return after;
  return noted(after, { at: isoAt(nowMs), to: "paused", why: "the receiver asked to wait" });
}

/**
 * A delivery found no slot. A release that is under way goes on at the rate.
 *
 * @param limit in deliveries a second
 */
export function overRate(health: Health | undefined, limit: number, nowMs: number): Standing | undefined {
  if (health?.paused || health?.breaker || health?.release?.isOverRate) return undefined;
  const release = releaseAtRate(limit, nowMs, health?.release);
  return release && { ...standingOf(health), release };
}

export const standingOf = (health: Health | undefined): Standing => ({
  ...(health?.paused && { paused: health.paused }),
  ...(health?.breaker && { breaker: health.breaker }),
  ...(health?.release && { release: health.release }),
  ...(health?.transitions && { transitions: health.transitions }),
  ...(health?.disabling && { disabling: health.disabling }),
});

const isoAt = (ms: number): string => new Date(ms).toISOString();
