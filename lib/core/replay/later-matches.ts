import type { EventRecord } from "../model.ts";
import type { LaterMatch } from "./replay-store.ts";

type Match = Pick<LaterMatch, "subscriptionId" | "types">;

/** An event with the deliveries that replays gave it since: they go first, as all that were queued do. */
export function withLaterMatches(event: EventRecord, matches: Match[]): EventRecord {
  const later = matches.filter(({ subscriptionId }) => !event.subscriptionIds.includes(subscriptionId));
  if (later.length === 0) return event;
  const subscriptionIds = [...later.map((match) => match.subscriptionId), ...event.subscriptionIds];
  const own = event.matchedTypes ?? [{ types: [event.type], count: event.subscriptionIds.length }];
  return { ...event, subscriptionIds, matchedTypes: [...later.map(({ types }) => ({ types, count: 1 })), ...own] };
}
