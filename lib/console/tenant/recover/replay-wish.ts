import type { components } from "../../client/api.d.ts";
import { startOfRange } from "../../client/time-range.ts";
import type { Filters } from "../../client/use-url-filters.ts";
import { isReplayable } from "./recover-path.ts";

/** What a replay of an endpoint's deliveries is asked for. Times are ISO 8601. Lists are separated by commas. */
export const REPLAY_FIELDS = ["since", "until", "states", "types", "filter", "unmatched"] as const;

export type ReplayWish = Filters<(typeof REPLAY_FIELDS)[number]>;

export type ReplayRequestBody = components["schemas"]["ReplayFields"];

const MISSED = "exhausted,skipped";

/** A wish whose missing fields are filled in: what was missed in the last day. */
export const withDefaults = (wish: ReplayWish): ReplayWish => ({
  ...wish,
  since: wish.since || startOfRange("24h"),
  states: wish.states || MISSED,
});

/** What the API gets. A range without an end goes until now. */
export function replayBody(subscriptionId: string, wish: ReplayWish): Omit<ReplayRequestBody, "dryRun"> {
  const { since, until, filter, unmatched } = wish;
  const types = namesIn(wish.types);
  return {
    subscriptionId,
    since,
    ...(until && { until }),
    states: namesIn(wish.states).filter(isReplayable),
    ...(types.length > 0 && { types }),
    ...(filter && { filter }),
    ...(unmatched && { includeUnmatched: true }),
  };
}

export const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
