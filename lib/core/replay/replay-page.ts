import type { RunRequest } from "../delivery/runs.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Allowance } from "../matching/allowance.ts";
import type { Catalog } from "../matching/catalog.ts";
import type { evaluations } from "../matching/evaluation.ts";
import type { LaterMatch } from "../matching/later-matches.ts";
import type { Event } from "../model/event.ts";
import type { Subscription } from "../model/subscription.ts";
import type { ReplayScope } from "./replay.ts";

export interface ReplayPagePorts {
  log: Pick<LogReader, "listDeliveries" | "listEvents" | "getDeliveries" | "getEvent">;
  /** Reads events by id. Their data may be left out if nothing needs it. */
  eventsOf: LogReader["getEvents"];
  evaluationOf: ReturnType<typeof evaluations>;
  /** The time that expressions may take for one event. */
  allowance: () => Allowance;
}

/** The current settings that decide on a page. */
export interface Settings {
  subscription: Subscription;
  catalog: Pick<Catalog, "derivedFrom">;
}

/** A position in a replay: the page that follows the cursor `after`. */
export interface PlaceInReplay extends ReplayScope {
  id: string;
  after?: string;
}

/** The contents of a page of a replay. */
export interface ReplayPage {
  /** Deliveries to start. */
  found: RunRequest[];
  /** Matches to record: their events gave the subscription no delivery when they came in. */
  later: LaterMatch[];
  /** Ids of deliveries that this replay has already started: a page may be read again after a crash. */
  already: string[];
  /** The number of deliveries that can't be sent again. */
  skipped: number;
  /** The number of events about which the replay couldn't decide, because an expression ran out of time. */
  undecided: number;
  scanned: number;
  /** When the last delivery (or event) of the page was created, and its id. */
  reachedAt?: string;
  lastId?: string;
  next?: string;
}

/** Reads a page of at most `limit` deliveries (or events), oldest first. */
export type ReadReplayPage = (replay: PlaceInReplay, settings: Settings, limit: number) => Promise<ReplayPage>;

/** Does an event meet a replay's filter? "undecided": the filter ran out of time. */
export function filterResult(
  { evaluationOf, allowance }: Pick<ReplayPagePorts, "evaluationOf" | "allowance">,
  filter: string | undefined,
  event: Event,
  { subscription }: Settings,
): boolean | "undecided" {
  if (filter === undefined) return true;
  const { met, undecided } = evaluationOf(event, allowance())(filter, subscription);
  return undecided ? "undecided" : met;
}
