import type { EventRecord, EventRef } from "../model/event.ts";

/** A match that was found after its event came in: by a replay, or because a slow expression took longer. */
export interface LaterMatch extends EventRef {
  subscriptionId: string;
  /** The event types by which the event matches. */
  types: string[];
}

/** A decision, made after the event came in, that it creates no delivery for a subscription. */
export interface LaterMiss extends EventRef {
  subscriptionId: string;
  step: "type" | "derived-condition" | "filter";
  /** Why the evaluation of an expression failed. */
  reason?: string;
}

export interface LaterMatchWriter {
  /**
   * Writes matches beside their events, so that an event's list of deliveries includes them. Writing them again is
   * harmless. A match replaces a miss.
   */
  putLaterMatches(matches: LaterMatch[]): Promise<void>;
}

export interface LaterMissWriter {
  /**
   * Writes misses beside their events. Never replaces a match. Resolves with the ids of the subscriptions that have a
   * match instead.
   */
  putLaterMisses(misses: LaterMiss[]): Promise<string[]>;
}

export const isLaterMatch = (decision: LaterMatch | LaterMiss): decision is LaterMatch => "types" in decision;

/** Adds the decisions that were made later to an event's record. */
export function withLaterDecisions(event: EventRecord, decisions: (LaterMatch | LaterMiss)[]): EventRecord {
  const misses = decisions.filter((one): one is LaterMiss => !isLaterMatch(one));
  const matched = withLaterMatches(event, decisions.filter(isLaterMatch));
  if (misses.length === 0) return matched;
  return { ...matched, misses: misses.map(({ subscriptionId, step, reason }) => ({ subscriptionId, step, reason })) };
}

/** The deliveries come first in the record's list, because skipped deliveries must come last. */
function withLaterMatches(event: EventRecord, matches: LaterMatch[]): EventRecord {
  const later = matches.filter(({ subscriptionId }) => !event.subscriptionIds.includes(subscriptionId));
  if (later.length === 0) return event;
  const subscriptionIds = [...later.map((match) => match.subscriptionId), ...event.subscriptionIds];
  const own = event.matchedTypes ?? [{ types: [event.type], count: event.subscriptionIds.length }];
  return { ...event, subscriptionIds, matchedTypes: [...later.map(({ types }) => ({ types, count: 1 })), ...own] };
}
