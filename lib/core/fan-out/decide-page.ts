import type { Clock } from "../clock.ts";
import type { DeliveryQueue } from "../delivery/delivery-queue.ts";
import type { DeliveryEditor, DeliveryReader } from "../delivery/delivery-store.ts";
import { erased, untried } from "../delivery/lifecycle.ts";
import type { FilterProblemWriter } from "../log/filter-problems.ts";
import type { LogReader } from "../log/log-reader.ts";
import { catalogOf } from "../matching/catalog.ts";
import type { CatalogReader } from "../matching/catalog-store.ts";
import type { LaterMatch, LaterMatchWriter, LaterMiss, LaterMissWriter } from "../matching/later-matches.ts";
import { isLaterMatch } from "../matching/later-matches.ts";
import type { DerivedType } from "../model/catalog-entry.ts";
import type { FilterProblem } from "../model/filter-problem.ts";
import type { Subscription } from "../model/subscription.ts";
import { runEventOf, tasksFor } from "./deliver-page.ts";
import type { FanOutQueue } from "./fan-out-queue.ts";
import type { FanOutPage } from "./page.ts";
import { type SlowDecider, slowDecisions } from "./slow-decision.ts";

export interface DecidePorts {
  reader: DeliveryReader;
  catalog: CatalogReader;
  log: Pick<LogReader, "getEvent" | "getEventHeads">;
  decisions: LaterMatchWriter & LaterMissWriter;
  problems: FilterProblemWriter;
  queue: DeliveryQueue;
  pages: FanOutQueue;
  editor: DeliveryEditor;
  /** @default decides with more time than a request has */
  decider?: SlowDecider;
  now: Clock;
  observe: DecideObserver;
}

export interface DecideObserver {
  /** An expression of a subscription took too long. */
  slow(page: FanOutPage, subscriptionId: string, reason: string): void;
}

/**
 * No decision begins after this time. A decision takes at most four seconds, so the function can still write and send
 * before its time limit. The subscriptions that are left get a page of their own.
 */
const BUDGET_MS = 20_000;

/**
 * Decides which subscriptions of a page match, with their current settings, and starts the deliveries.
 *
 * Each decision is recorded before its delivery is queued, so that the event's list of deliveries never lacks one. After
 * a crash in between, the page comes back, and is decided again.
 */
export function decidePage(ports: DecidePorts) {
  const { reader, catalog, log, decisions, problems, queue, pages, editor, now, observe } = ports;
  const decideOne = ports.decider ?? slowDecisions();

  return async function decide(page: FanOutPage): Promise<void> {
    const [subscriptions, derived] = await Promise.all([subscriptionsOf(page), derivedFrom(page.event.type)]);
    const { found, slow, left } = decideAll(page, subscriptions, derived);
    await problems.noteProblems(page.event.tenantId, slow);
    for (const [id, { reason }] of slow) observe.slow(page, id, reason);
    await start(page, found, subscriptions);
    await endDeleted(
      page,
      page.subscriptionIds.filter((id) => !subscriptions.has(id)),
    );
    if (left.length > 0) await pages.sendPages([{ ...page, subscriptionIds: left }]);
  };

  /** The subscriptions that still exist. */
  async function subscriptionsOf({ event: { tenantId }, subscriptionIds }: FanOutPage) {
    const keys = subscriptionIds.map((subscriptionId) => ({ tenantId, subscriptionId }));
    return (await reader.loadContext(keys, [])).subscriptions;
  }

  async function derivedFrom(type: string): Promise<readonly DerivedType[]> {
    return catalogOf(await catalog.listCatalog()).derivedFrom(type);
  }

  function decideAll(page: FanOutPage, subscriptions: Map<string, Subscription>, derived: readonly DerivedType[]) {
    const { event, incarnation } = page;
    const of = { tenantId: event.tenantId, incarnation, ulid: event.ulid };
    const startedAt = now();
    const all = page.subscriptionIds.flatMap((id) => subscriptions.get(id) ?? []);
    const found: (LaterMatch | LaterMiss)[] = [];
    const slow = new Map<string, FilterProblem>();
    for (const [index, subscription] of all.entries()) {
      if (now() - startedAt > BUDGET_MS) return { found, slow, left: idsOf(all.slice(index)) };
      const { problem, ...decision } = decideOne(event, subscription, derived);
      found.push({ ...of, subscriptionId: subscription.id, ...decision });
      if (problem) slow.set(subscription.id, { at: new Date(now()).toISOString(), reason: problem });
    }
    return { found, slow, left: [] };
  }

  async function start(
    page: FanOutPage,
    found: (LaterMatch | LaterMiss)[],
    subscriptions: Map<string, Subscription>,
  ): Promise<void> {
    if (await isErased(page)) return endErased(page);
    const matches = found.filter(isLaterMatch);
    const misses = found.filter((one): one is LaterMiss => !isLaterMatch(one));
    // An earlier try of this page recorded these matches, and may not have queued them.
    const earlier = misses.length > 0 ? await decisions.putLaterMisses(misses) : [];
    if (matches.length > 0) await decisions.putLaterMatches(matches);
    // An erasure lists the event's deliveries after it has marked the event. It may have missed these matches.
    if (await isErased(page)) return endErased(page);
    const matchingIds = [...matches.map(({ subscriptionId }) => subscriptionId), ...earlier];
    const matching = matchingIds.flatMap((id) => subscriptions.get(id) ?? []);
    await queue.send(tasksFor(page.event, idsOf(matching.filter(isQueued))));
    await recordUnqueued(
      page,
      matching.filter((one) => !isQueued(one)),
    );
  }

  /** The page has a copy of the event's data, which may have been erased in the meantime. */
  async function isErased({ event: { tenantId, ulid }, incarnation }: FanOutPage): Promise<boolean> {
    const heads = await log.getEventHeads({ tenantId, incarnation }, [ulid]);
    return heads.get(ulid)?.contentErasedAt !== undefined;
  }

  /** Ends the deliveries that were recorded, perhaps after the erasure listed the event's deliveries. */
  async function endErased({ event: { tenantId, ulid }, incarnation, subscriptionIds }: FanOutPage): Promise<void> {
    const record = await log.getEvent({ tenantId, incarnation }, ulid);
    if (record?.contentErasedAt === undefined) return;
    const { contentErasedAt } = record;
    const recorded = subscriptionIds.filter((id) => record.subscriptionIds.includes(id));
    const rows = recorded.map((id) => erased(untried(record, id), contentErasedAt));
    await editor.replaceDeliveries(rows.map((after) => ({ before: undefined, after })));
  }

  /**
   * Queues the deliveries that an earlier try of this page recorded, and whose subscriptions were deleted before it
   * could queue them. `deliver` ends them as cancelled.
   */
  async function endDeleted({ event, incarnation }: FanOutPage, deleted: string[]): Promise<void> {
    if (deleted.length === 0) return;
    const record = await log.getEvent({ tenantId: event.tenantId, incarnation }, event.ulid);
    const recorded = deleted.filter((id) => record?.subscriptionIds.includes(id) ?? true);
    await queue.send(tasksFor(event, recorded));
  }

  /** Deliveries to pull subscriptions wait as rows. Deliveries to inactive subscriptions are skipped. */
  async function recordUnqueued({ event }: FanOutPage, matching: Subscription[]): Promise<void> {
    if (matching.length === 0) return;
    const record = runEventOf(event, idsOf(matching));
    const changes = matching.map(({ id, active }) => {
      const delivery = untried(record, id);
      return { before: undefined, after: active ? delivery : { ...delivery, state: "skipped" as const } };
    });
    await editor.replaceDeliveries(changes);
  }
}

const idsOf = (subscriptions: Subscription[]): string[] => subscriptions.map(({ id }) => id);

const isQueued = ({ active, pull }: Subscription): boolean => active && !pull;
