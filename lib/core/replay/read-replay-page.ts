import { deliveryPages } from "./replay-delivery-page.ts";
import { eventPages } from "./replay-event-page.ts";
import type { ReadReplayPage, ReplayPagePorts } from "./replay-page.ts";

/**
 * Reads the pages of a replay. Lists may lag behind, so each listed delivery is read again by its id, strongly
 * consistent. Its current state counts.
 */
export function replayPages(ports: ReplayPagePorts): ReadReplayPage {
  const deliveryPage = deliveryPages(ports);
  const eventPage = eventPages(ports);
  return (replay, settings, limit) => (replay.includeUnmatched ? eventPage : deliveryPage)(replay, settings, limit);
}
