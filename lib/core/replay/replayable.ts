import type { RunRequest } from "../delivery/runs.ts";
import { eventUlidOf } from "../ids.ts";
import { MAX_ATTEMPTS } from "../limits.ts";
import type { KeptEvent } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import type { ReplayableState } from "./replay.ts";
import { filterResult, type PlaceInReplay, type ReplayPagePorts, type Settings } from "./replay-page.ts";

/** The deliveries of a page that a replay has already started, and the deliveries that it wants to start. */
export function sortedRows(replay: PlaceInReplay, rows: Delivery[]): { already: string[]; wanted: Delivery[] } {
  const already = rows.filter(({ replayId }) => replayId === replay.id).map(({ id }) => id);
  return { already, wanted: rows.filter((row) => isWanted(replay, row)) };
}

const isWanted = (replay: PlaceInReplay, row: Delivery): boolean =>
  row.replayId !== replay.id && !row.test && replay.states.includes(row.state as ReplayableState);

/** The deliveries to start, and the numbers of the others that the filter did not rule out. */
interface Requests {
  found: RunRequest[];
  /** The filter ran out of time. */
  undecided: number;
  /** The event is gone, or the delivery had too many attempts. */
  lost: number;
}

/** Reads the events of deliveries that a replay wants to start. */
export async function requestsFor(
  ports: ReplayPagePorts,
  replay: PlaceInReplay,
  settings: Settings,
  rows: Delivery[],
): Promise<Requests> {
  const { subscriptionId, filter } = replay;
  const ulids = rows.map(eventUlidOf);
  const events = ulids.length > 0 ? await ports.eventsOf(replay, ulids) : new Map<string, KeptEvent>();
  const there = rows.flatMap((row) => sendable(events.get(eventUlidOf(row)), row.attempts));
  const results = new Map(there.map((event) => [event, filterResult(ports, filter, event, settings)]));
  const found = there.filter((event) => results.get(event) === true);
  const undecided = there.filter((event) => results.get(event) === "undecided").length;
  const requests = found.map((event) => ({ event: { ...event, subscriptionIds: [subscriptionId] }, subscriptionId }));
  return { found: requests, undecided, lost: rows.length - there.length };
}

const sendable = (event: KeptEvent | undefined, attempts: number): KeptEvent[] =>
  event && event.contentErasedAt === undefined && attempts <= MAX_ATTEMPTS ? [event] : [];
