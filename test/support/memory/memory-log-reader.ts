import { listCursor, placeOfCursor } from "../../../lib/aws/dynamodb/driver/list-cursor.ts";
import { ownIdClaim } from "../../../lib/core/events.ts";
import { eventUlidOf, firstUlidAt } from "../../../lib/core/ids.ts";
import type { Page, PageRequest } from "../../../lib/core/kit/pages.ts";
import { withoutAnswer } from "../../../lib/core/log/erasing.ts";
import type { DeliveryFilter, EventFilter, TimeSpan } from "../../../lib/core/log/log-filters.ts";
import type { EventHead, KeptEvent, LogReader } from "../../../lib/core/log/log-reader.ts";
import { withLaterDecisions } from "../../../lib/core/matching/later-matches.ts";
import { queuedCount } from "../../../lib/core/matching/recorded-matches.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { claimPlace, eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";
import { shuffledMap } from "./shuffle.ts";

export function memoryLogReader(world: MemoryWorld): LogReader {
  const reading = <T>(look: () => T) => world.faults.call("readLog", look);
  const eventsOf = (of: TenantRef, ulids: string[]) =>
    ulids.flatMap((ulid) => world.events.get(eventPlace(of, ulid)) ?? []);
  return {
    ulidOfOwnId: async (of, id) => reading(() => world.claims.get(claimPlace(of, ownIdClaim(id)))?.ulid),
    getEvent: async (of, ulid) => reading(() => wholeEvent(world, of, ulid)),
    getDeliveries: async (ids) =>
      reading(() =>
        byId(
          world,
          ids.flatMap((id) => world.deliveries.get(id) ?? []),
        ),
      ),
    getEventHeads: async (of, ulids) => reading(() => byUlid(world, eventsOf(of, ulids).map(headOf))),
    getEvents: async (of, ulids) => reading(() => byUlid(world, eventsOf(of, ulids).map(keptOf))),
    listAttempts: async (deliveryId) =>
      reading(() => {
        const own = world.attempts.values().filter((a) => a.deliveryId === deliveryId);
        const erased = world.deliveries.get(deliveryId)?.contentErasedAt !== undefined;
        const attempts = own.map(({ attempt }) => (erased ? withoutAnswer(attempt) : attempt));
        return attempts.sort((a, b) => a.number - b.number);
      }),
    listDeliveries: async (key, filter, page) => reading(() => deliveryPage(world, key, filter, page)),
    listEvents: async (of, filter, page) => reading(() => eventPage(world, of, filter, page)),
  };
}

const byUlid = <T extends { ulid: string }>({ shuffle }: MemoryWorld, all: T[]): Map<string, T> =>
  shuffledMap(
    shuffle,
    all.map((one) => [one.ulid, one]),
  );

function wholeEvent(world: MemoryWorld, of: TenantRef, ulid: string): EventRecord | undefined {
  const event = world.events.get(eventPlace(of, ulid));
  const later = world.laterMatches.values().filter((match) => eventPlace(match, match.ulid) === eventPlace(of, ulid));
  return event && withLaterDecisions(event, later);
}

const byId = <T extends { id: string }>({ shuffle }: MemoryWorld, all: T[]): Map<string, T> =>
  shuffledMap(
    shuffle,
    all.map((one) => [one.id, one]),
  );

function headOf({ data: _data, incarnation: _incarnation, matchedTypes: _types, ...event }: EventRecord): EventHead {
  const { subscriptionIds, undecidedIds, misses: _misses, ...head } = event;
  const undecided = undecidedIds?.length;
  return { ...head, undecided, deliveries: queuedCount({ subscriptionIds, skipped: head.skipped }) };
}

function keptOf({
  incarnation: _incarnation,
  matchedTypes: _types,
  subscriptionIds: _ids,
  ...event
}: EventRecord): KeptEvent {
  const { skipped: _skipped, undecidedIds: _undecided, misses: _misses, ...kept } = event;
  return kept;
}

function deliveryPage(
  world: MemoryWorld,
  { tenantId, subscriptionId }: SubscriptionKey,
  filter: DeliveryFilter,
  page: PageRequest,
): Page<Delivery> {
  const own = world.deliveries.values().filter((d) => d.tenantId === tenantId && d.subscriptionId === subscriptionId);
  const found = own.filter((d) => fits(d, filter));
  return pageOf(subscriptionId, found, { ...filter, at: eventUlidOf }, page);
}

const fits = (delivery: Delivery, { states, failure, types }: DeliveryFilter): boolean =>
  (states?.includes(delivery.state) ?? true) &&
  (failure === undefined || delivery.failure === failure) &&
  (types?.includes(delivery.type) ?? true);

function eventPage(world: MemoryWorld, of: TenantRef, filter: EventFilter, page: PageRequest): Page<EventHead> {
  const own = world.events.values().filter((event) => eventPlace(event, "") === eventPlace(of, ""));
  const found = own.filter(({ type }) => filter.type === undefined || type === filter.type);
  const name = `events of ${of.tenantId} ${of.incarnation}`;
  return pageOf(name, found.map(headOf), { ...filter, at: ({ ulid }) => ulid }, page);
}

interface Order<T> extends TimeSpan {
  order?: "newest" | "oldest";
  at: (item: NoInfer<T>) => string;
}

function pageOf<T>(name: string, all: T[], order: Order<T>, { limit, after }: PageRequest): Page<T> {
  const { at } = order;
  const since = order.since === undefined ? "" : firstUlidAt(Date.parse(order.since));
  const until = order.until === undefined ? "~" : firstUlidAt(Date.parse(order.until));
  const sign = order.order === "oldest" ? 1 : -1;
  const place = after === undefined ? undefined : placeOfCursor(after, name);
  const found = all
    .filter((item) => at(item) >= since && at(item) < until)
    .sort((a, b) => (at(a) < at(b) ? -sign : sign))
    .filter((item) => place === undefined || (sign > 0 ? at(item) > place : at(item) < place));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: listCursor(name, at(last)) } : { items };
}
