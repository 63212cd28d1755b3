import type { EventRecord } from "../model/event.ts";
import type { Match } from "./matches.ts";

/** The fields of an event's record that keep its matches. */
export type MatchFields = Pick<EventRecord, "subscriptionIds" | "matchedTypes" | "skipped">;

/**
 * The fields of an event's record that keep its matches. Active subscriptions come first, because `skipped` counts
 * from the end. Subscriptions that matched by the same types follow one another, because `matchedTypes` counts them.
 */
export function matchFields(type: string, matches: Match[]): MatchFields {
  const skipped = matches.filter(({ subscription }) => !subscription.active);
  const sent = matches.filter(({ subscription }) => subscription.active);
  const groups = [...groupsOf(sent), ...groupsOf(skipped)];
  const fields = {
    subscriptionIds: groups.flatMap(({ ids }) => ids),
    ...(skipped.length > 0 && { skipped: skipped.length }),
  };
  if (groups.every(({ types }) => types.length === 1 && types[0] === type)) return fields;
  return { ...fields, matchedTypes: groups.map(({ types, ids }) => ({ types, count: ids.length })) };
}

interface Group {
  types: string[];
  ids: string[];
}

function groupsOf(matches: Match[]): Group[] {
  const byTypes = new Map<string, Group>();
  for (const { subscription, types } of matches) {
    const key = types.join();
    const group = byTypes.get(key) ?? { types, ids: [] };
    group.ids.push(subscription.id);
    byTypes.set(key, group);
  }
  return [...byTypes.values()];
}

type Recipients = Pick<EventRecord, "subscriptionIds" | "skipped">;

/** The number of an event's deliveries that were queued or can be pulled. The other deliveries were skipped. */
export const queuedCount = ({ subscriptionIds, skipped = 0 }: Recipients): number => subscriptionIds.length - skipped;

/** Tells whether the event's delivery to a subscription was skipped when the event came in. */
export const wasSkipped = (event: Recipients, subscriptionId: string): boolean =>
  // Most events skip nothing. Then there is no need to search the list, once for each of its subscriptions.
  (event.skipped ?? 0) > 0 && event.subscriptionIds.indexOf(subscriptionId) >= queuedCount(event);

/** The event's record with some of its subscriptions only. */
export function narrowedTo(event: EventRecord, isKept: (subscriptionId: string) => boolean): EventRecord {
  const { subscriptionIds, matchedTypes, undecidedIds, misses, skipped: _skipped, ...rest } = event;
  const kept = subscriptionIds.filter(isKept);
  const skipped = subscriptionIds.slice(queuedCount(event)).filter(isKept).length;
  let at = 0;
  const types = matchedTypes?.flatMap((group) => {
    const start = at;
    at += group.count;
    const count = subscriptionIds.slice(start, at).filter(isKept).length;
    return count > 0 ? [{ ...group, count }] : [];
  });
  return {
    ...rest,
    subscriptionIds: kept,
    ...(skipped > 0 && { skipped }),
    ...(types && { matchedTypes: types }),
    ...(undecidedIds && { undecidedIds: undecidedIds.filter(isKept) }),
    ...(misses && { misses: misses.filter(({ subscriptionId }) => isKept(subscriptionId)) }),
  };
}

/** The types that a subscription matched by. The subscription must have a delivery of the event. */
export function matchedTypesOf(event: EventRecord, subscriptionId: string): string[] {
  let left = event.subscriptionIds.indexOf(subscriptionId);
  for (const { types, count } of event.matchedTypes ?? []) {
    if (left < count) return types;
    left -= count;
  }
  return [event.type];
}
