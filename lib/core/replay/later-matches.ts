import type { EventRecord } from "../model.ts";
import type { LaterMatch } from "./replay-store.ts";

type Later = Pick<LaterMatch, "subscriptionId" | "types">;

/**
 * Adds the deliveries that replays created later to an event's record. They come first in the record's list, because
 * skipped deliveries must come last.
 */
export function withLaterMatches(event: EventRecord, matches: Later[]): EventRecord {
  const later = matches.filter(({ subscriptionId }) => !event.subscriptionIds.includes(subscriptionId));
  if (later.length === 0) return event;
  const subscriptionIds = [...later.map((match) => match.subscriptionId), ...event.subscriptionIds];
  const own = event.matchedTypes ?? [{ types: [event.type], count: event.subscriptionIds.length }];
  return { ...event, subscriptionIds, matchedTypes: [...later.map(({ types }) => ({ types, count: 1 })), ...own] };
}
