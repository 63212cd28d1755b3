import type { RunRequest } from "../delivery/runs.ts";
import { deliveryId } from "../ids.ts";
import type { EventHead } from "../log/log-reader.ts";
import type { LaterMatch } from "../matching/later-matches.ts";
import type { Delivery } from "../model/delivery.ts";
import type { EventRecord } from "../model/event.ts";
import { matchingTypes } from "./matching-types.ts";
import {
  filterResult,
  type PlaceInReplay,
  type ReadReplayPage,
  type ReplayPagePorts,
  type Settings,
} from "./replay-page.ts";
import { requestsFor, sortedRows } from "./replayable.ts";

/** A delivery to start, for an event that gave the subscription no delivery. */
type LaterRequest = RunRequest & { event: EventRecord; types: string[] };

/**
 * Reads pages of a tenant's events: events with a delivery to the subscription, and events that match it under the
 * current settings.
 */
export function eventPages(ports: ReplayPagePorts): ReadReplayPage {
  const { log, evaluationOf, allowance } = ports;

  return async function eventPage(replay, settings, limit) {
    const { subscriptionId, types, since, until, after } = replay;
    const { items, next } = await log.listEvents(replay, { since, until, order: "oldest" }, { limit, after });
    const heads = items.filter(({ type, test }) => !test && (types?.includes(type) ?? true));
    const rows = await log.getDeliveries(heads.map(({ ulid }) => deliveryId(ulid, subscriptionId)));
    const rowOf = ({ ulid }: Pick<EventHead, "ulid">) => rows.get(deliveryId(ulid, subscriptionId));
    const { already, wanted } = sortedRows(replay, [...rows.values()]);
    const { found, lost, undecided } = await requestsFor(ports, replay, settings, wanted);
    // Includes deliveries that this replay has started: it may have crashed before it wrote their matches.
    const unsure = heads.filter((head) => isUndecided(rowOf(head), replay) && mayMatch(head, settings));
    const results = await unmatchedOf(replay, settings, unsure);
    const unmatched = results.filter((one) => one !== "undecided");
    return {
      found: [...found, ...unmatched.filter(({ event }) => !rowOf(event))],
      later: unmatched.map((request) => laterMatch(request)),
      already,
      skipped: lost,
      undecided: undecided + results.length - unmatched.length,
      scanned: items.length,
      reachedAt: items.at(-1)?.receivedAt,
      next,
    };
  };

  /**
   * Finds the events that gave the subscription no delivery, and match under the current settings. "undecided" stands
   * for each event with an expression that ran out of time.
   */
  async function unmatchedOf(replay: PlaceInReplay, settings: Settings, heads: EventHead[]) {
    const { subscriptionId, filter } = replay;
    const events = await Promise.all(heads.map(({ ulid }) => log.getEvent(replay, ulid)));
    return events.flatMap((event): (LaterRequest | "undecided")[] => {
      if (!event || event.contentErasedAt !== undefined || event.subscriptionIds.includes(subscriptionId)) return [];
      const types = matchingTypes(event, settings, evaluationOf(event, allowance()));
      const met = types !== undefined && filterResult(ports, filter, event, settings);
      if (!types || !met) return [];
      if (types === "undecided" || met === "undecided") return ["undecided"];
      return [{ event: { ...event, subscriptionIds: [subscriptionId], skipped: undefined }, subscriptionId, types }];
    });
  }
}

/** The delivery has no row, or this replay has started it. */
const isUndecided = (row: Delivery | undefined, { id }: PlaceInReplay): boolean => !row || row.replayId === id;

/** Could the event match, whatever its data is? */
const mayMatch = (event: EventHead, settings: Settings): boolean =>
  event.contentErasedAt === undefined && matchingTypes(event, settings, () => ({ met: true })) !== undefined;

const laterMatch = ({ event, subscriptionId, types }: LaterRequest): LaterMatch => ({
  tenantId: event.tenantId,
  incarnation: event.incarnation,
  ulid: event.ulid,
  subscriptionId,
  types,
});
