import type { FailureClass } from "../model/failure-class.ts";
import { isProbing } from "./breaker.ts";
import type { EndpointState, Health, Pause, Transition } from "./health.ts";
import { isPaused, stateOf } from "./holding.ts";
import { OPENED_BY } from "./transitions.ts";

/** An endpoint's state for people. */
export interface DescribedState {
  state: EndpointState;
  /** Since when, ISO 8601. Undefined if the endpoint has had no trouble lately. */
  since?: string | undefined;
  /** In a few words. */
  why?: string | undefined;
  /** The failure that opened the breaker. */
  failure?: FailureClass | undefined;
}

/** An endpoint's state, and what comes next. */
export interface DescribedHealth extends DescribedState {
  /** When the next probe is due. Undefined while probes are under way, and while nothing is sent at all. */
  nextProbeAt?: string | undefined;
  /** When a pause that the receiver asked for ends. */
  pausedUntil?: string | undefined;
  /** When Posthorn switches the subscription off, unless a POST succeeds until then. */
  disableAt?: string | undefined;
  /** Oldest first. */
  transitions: readonly Transition[];
}

export function describedState(health: Partial<Health> | undefined, nowMs: number): DescribedState {
  const state = stateOf(health, nowMs);
  const { paused, breaker, slowSince } = health ?? {};
  if (state === "paused" && paused) return { state, since: paused.since, why: whyPaused(paused) };
  if (state === "failing" && breaker) {
    return { state, since: breaker.since, why: OPENED_BY[breaker.cause], failure: breaker.failure };
  }
  if (state === "slow") return { state, since: slowSince, why: "a POST had no answer within 2 seconds" };
  const last = health?.transitions?.at(-1);
  if (last?.to === state) return { state, since: last.at, why: last.why };
  // Nobody has noted yet that the pause is over.
  return paused?.untilMs === undefined ? { state } : { state, since: isoAt(paused.untilMs), why: "the pause is over" };
}

export function describedHealth(health: Partial<Health> | undefined, nowMs: number): DescribedHealth {
  const { paused, breaker, disabling, evidence, transitions = [] } = health ?? {};
  const pause = paused && isPaused(paused, nowMs) ? paused : undefined;
  const nextProbe = breaker && !pause && !isProbing(breaker, nowMs) ? isoAt(breaker.probeDueMs) : undefined;
  const pausedUntil = pause?.untilMs === undefined ? undefined : isoAt(pause.untilMs);
  const disableAt = disabling?.failingSince === evidence?.failingSince ? disabling?.disableAt : undefined;
  return { ...describedState(health, nowMs), nextProbeAt: nextProbe, pausedUntil, disableAt, transitions };
}

const whyPaused = ({ untilMs }: Pause): string =>
  untilMs === undefined ? "paused by hand" : "the receiver asked to wait";

const isoAt = (ms: number): string => new Date(ms).toISOString();
