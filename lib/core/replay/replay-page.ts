import type { RunRequest } from "../delivery/runs.ts";
import { deliveryId } from "../ids.ts";
import { MOST_ATTEMPTS } from "../limits.ts";
import type { EventHead, KeptEvent, LogReader } from "../log/log-reader.ts";
import type { Allowance } from "../matching/allowance.ts";
import type { Catalog } from "../matching/catalog.ts";
import { decide } from "../matching/decision.ts";
import type { Evaluate, evaluations } from "../matching/evaluation.ts";
import type { Delivery, Event, Subscription } from "../model.ts";
import type { ReplayableState, ReplayScope } from "./replay.ts";
import type { LaterMatch } from "./replay-store.ts";

export interface ReplayPagePorts {
  log: Pick<LogReader, "listDeliveries" | "listEvents" | "getDeliveries" | "getEvent">;
  /** Those of the events that there are; without data where nothing asks for it. */
  eventsOf: LogReader["getEvents"];
  evaluationOf: ReturnType<typeof evaluations>;
  /** The time that expressions may take about one event. */
  allowance: () => Allowance;
}

/** What is set today. */
export interface Settings {
  subscription: Subscription;
  catalog: Pick<Catalog, "derivedFrom">;
}

/** Which page of a replay. */
export interface PlaceInReplay extends ReplayScope {
  id: string;
  after?: string;
}

/** What there is to do on a page of a replay. */
export interface ReplayPage {
  /** To be started. */
  found: RunRequest[];
  /** Of these: those that their events gave the subscription no delivery of. */
  later: LaterMatch[];
  /** Ids of those that this replay has started already: a page may be read again after a crash. */
  already: string[];
  /** How many can't be sent again. */
  skipped: number;
  scanned: number;
  /** When the last one that was looked at was made, and which it is. */
  reachedAt?: string;
  lastId?: string;
  next?: string;
}

/**
 * Reads what a replay is about, oldest first. What a list says is looked up again, since lists lag: what became of a
 * delivery meanwhile counts.
 */
export function replayPages({ log, eventsOf, evaluationOf, allowance }: ReplayPagePorts) {
  return function readPage(replay: PlaceInReplay, settings: Settings, limit: number): Promise<ReplayPage> {
    return replay.includeUnmatched ? eventPage(replay, settings, limit) : deliveryPage(replay, settings, limit);
  };

  async function deliveryPage(replay: PlaceInReplay, settings: Settings, limit: number): Promise<ReplayPage> {
    const { tenantId, subscriptionId, states, types, since, until, after } = replay;
    const filter = { states, types, since, until, order: "oldest" as const };
    const { items, next } = await log.listDeliveries({ tenantId, subscriptionId }, filter, { limit, after });
    const listed = items.filter(({ test }) => !test);
    const rows = [...(await log.getDeliveries(listed.map(({ id }) => id))).values()];
    const mine = rows.filter(isOf(replay));
    const wanted = rows.filter(isWanted(replay));
    const { found, lost } = await withEvents(replay, settings, wanted);
    const skipped = listed.length - mine.length - wanted.length + lost;
    const last = items.at(-1);
    const progress = { scanned: items.length, reachedAt: last?.createdAt, lastId: last?.id };
    return { found, later: [], already: mine.map(idOf), skipped, ...progress, next };
  }

  async function eventPage(replay: PlaceInReplay, settings: Settings, limit: number): Promise<ReplayPage> {
    const { tenantId, subscriptionId, types, since, until, after } = replay;
    const filter = { since, until, order: "oldest" as const };
    const { items, next } = await log.listEvents(tenantId, filter, { limit, after });
    const heads = items.filter(({ type, test }) => !test && (types?.includes(type) ?? true));
    const rows = await log.getDeliveries(heads.map(({ id }) => deliveryId(id, subscriptionId)));
    const mine = [...rows.values()].filter(isOf(replay));
    const { found, lost } = await withEvents(replay, settings, [...rows.values()].filter(isWanted(replay)));
    const rowOf = ({ id }: EventHead) => rows.get(deliveryId(id, subscriptionId));
    // Those of this replay too: a crash may have come before their events were told.
    const unsure = heads.filter((head) => isUnknown(rowOf(head), replay) && mayMatch(head, settings));
    const unmatched = await unmatchedOf(replay, settings, unsure);
    return {
      found: [...found, ...unmatched.filter(({ event }) => !rows.has(deliveryId(event.id, subscriptionId)))],
      later: unmatched.map(({ event, types }) => laterMatch(event, subscriptionId, types)),
      already: mine.map(idOf),
      skipped: lost,
      scanned: items.length,
      reachedAt: items.at(-1)?.receivedAt,
      next,
    };
  }

  async function withEvents(
    replay: PlaceInReplay,
    settings: Settings,
    rows: Delivery[],
  ): Promise<{ found: RunRequest[]; lost: number }> {
    const { tenantId, subscriptionId } = replay;
    const events =
      rows.length > 0
        ? await eventsOf(
            tenantId,
            rows.map(({ eventId }) => eventId),
          )
        : new Map();
    const there = rows.flatMap(({ eventId, attempts }) => sendable(events.get(eventId), attempts));
    const found = there.filter((event) => meets(replay.filter, event, settings));
    const requests = found.map((event) => ({ event: { ...event, subscriptionIds: [subscriptionId] }, subscriptionId }));
    return { found: requests, lost: rows.length - there.length };
  }

  /** Those of some events that gave the subscription no delivery, and match as things are set today. */
  async function unmatchedOf(
    { tenantId, subscriptionId, filter }: PlaceInReplay,
    settings: Settings,
    heads: EventHead[],
  ): Promise<(RunRequest & { types: string[] })[]> {
    const events = await Promise.all(heads.map(({ id }) => log.getEvent(tenantId, id)));
    return events.flatMap((event) => {
      if (!event || event.contentErasedAt !== undefined || event.subscriptionIds.includes(subscriptionId)) return [];
      const types = typesToday(event, settings, evaluationOf(event, allowance()));
      if (!types || !meets(filter, event, settings)) return [];
      return [{ event: { ...event, subscriptionIds: [subscriptionId], skipped: undefined }, subscriptionId, types }];
    });
  }

  function meets(filter: string | undefined, event: Event, { subscription }: Settings): boolean {
    return filter === undefined || evaluationOf(event, allowance())(filter, subscription).met;
  }
}

const idOf = ({ id }: { id: string }): string => id;

const isOf =
  ({ id }: PlaceInReplay) =>
  (row: Delivery): boolean =>
    row.replayId === id;

const isWanted =
  (replay: PlaceInReplay) =>
  (row: Delivery): boolean =>
    row.replayId !== replay.id && !row.test && replay.states.includes(row.state as ReplayableState);

/** Nobody has tried it yet, or this replay has begun to. */
const isUnknown = (row: Delivery | undefined, { id }: PlaceInReplay): boolean => !row || row.replayId === id;

const sendable = (event: KeptEvent | undefined, attempts: number): KeptEvent[] =>
  event && event.contentErasedAt === undefined && attempts <= MOST_ATTEMPTS ? [event] : [];

/** The types by which an event matches as things are set today, if it does. */
export function typesToday(
  { type }: Pick<Event, "type">,
  { subscription, catalog }: Settings,
  evaluate: Evaluate,
): string[] | undefined {
  const decision = decide(subscription, type, catalog.derivedFrom(type), evaluate);
  return "types" in decision ? decision.types : undefined;
}

/** Whatever its data says. */
const mayMatch = (event: EventHead, settings: Settings): boolean =>
  event.contentErasedAt === undefined && typesToday(event, settings, () => ({ met: true })) !== undefined;

const laterMatch = (event: RunRequest["event"], subscriptionId: string, types: string[]): LaterMatch => ({
  tenantId: event.tenantId,
  eventId: event.id,
  receivedAt: event.receivedAt,
  subscriptionId,
  types,
});
