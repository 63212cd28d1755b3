import type { Replay } from "../../core/replay/replay.ts";

/** A replay as the API shows it. */
export function replayView(replay: Replay) {
  const { id, subscriptionId, state, reason, progress, since, until, states, types, filter } = replay;
  const { includeUnmatched, ratePerSecond, createdAt, updatedAt, finishedAt } = replay;
  const what = { since, until, states, types, filter, includeUnmatched, ratePerSecond };
  return { id, subscriptionId, state, reason, progress, ...what, createdAt, updatedAt, finishedAt };
}
