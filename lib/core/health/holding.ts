import type { HeldFor } from "../model/delivery.ts";
import { alertDueMs, type Breaker, isProbing } from "./breaker.ts";
import { isClean } from "./evidence.ts";
import type { EndpointState, Health, Pause, Standing, Transition } from "./health.ts";

/** What an endpoint's deliveries are held for now; undefined if they aren't held. */
export function heldFor({ paused, breaker, release }: Standing, nowMs: number): HeldFor | undefined {
  if (paused && isPaused(paused, nowMs)) return "paused";
  if (breaker) return "breaker";
  return release?.isOverRate && "rate";
}

export const isPaused = ({ untilMs = Number.POSITIVE_INFINITY }: Pause, nowMs: number): boolean => untilMs > nowMs;

/** A time that never comes, in epoch milliseconds. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * When something is next due for an endpoint, in epoch milliseconds; undefined if nothing is. A pause by hand ends at
 * `NEVER_MS`, so that the list of what is due has it for people.
 */
export function dueMs({ paused, breaker, release }: Standing): number | undefined {
  if (paused) return paused.untilMs ?? NEVER_MS;
  if (breaker) return Math.min(nextProbeMs(breaker), alertDueMs(breaker) ?? Number.POSITIVE_INFINITY);
  return release?.nextMs;
}

const nextProbeMs = ({ probeDueMs, probingUntilMs = 0 }: Breaker): number => Math.max(probeDueMs, probingUntilMs);

/** Does a standing hold deliveries, or release them? Then it must outlast them. */
export const isHolding = ({ paused, breaker, release }: Standing): boolean =>
  paused !== undefined || breaker !== undefined || release !== undefined;

/** Has an endpoint had no trouble for a while? Then its POSTs need not be counted. */
export const isQuiet = (health: Health, nowMs: number): boolean =>
  !isHolding(health) && health.slowSince === undefined && isClean(health.evidence, nowMs);

/** Is there nothing worth keeping about an endpoint? People want to see its latest transitions, until they expire. */
export const isForgettable = (health: Health, nowMs: number): boolean =>
  isQuiet(health, nowMs) && (health.transitions ?? []).length === 0;

export function stateOf(health: Partial<Health> | undefined, nowMs: number): EndpointState {
  const { paused, breaker, release, slowSince } = health ?? {};
  if (paused && isPaused(paused, nowMs)) return "paused";
  if (breaker) return breaker.passed > 0 ? "recovering" : "failing";
  if (paused || (release && !release.isOverRate && !release.isEmpty)) return "recovering";
  return slowSince === undefined ? "healthy" : "slow";
}

/** Must an endpoint's POSTs keep out of the quick lane? */
export const isTroubled = (health: Health | undefined, nowMs: number): boolean =>
  health !== undefined && (health.slowSince !== undefined || heldFor(health, nowMs) !== undefined);

/** The transitions that are kept. */
const TRANSITIONS = 10;

/** A standing with one more transition. */
export const noted = (standing: Standing, transition: Transition): Standing => ({
  ...standing,
  transitions: [...(standing.transitions ?? []), transition].slice(-TRANSITIONS),
});

/** Is a probe under way, and this message's turn? */
export const mayProbe = ({ paused, breaker }: Standing, failedProbes: number, nowMs: number): boolean =>
  breaker !== undefined &&
  !(paused && isPaused(paused, nowMs)) &&
  breaker.failedProbes === failedProbes &&
  isProbing(breaker, nowMs);
