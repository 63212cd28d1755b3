import type { Clock } from "../../lib/core/clock.ts";
import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import type { DeliveryReader, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import { exhaustedInRun } from "../../lib/core/delivery/exhausted-runs.ts";
import { isEventLost } from "../../lib/core/delivery/giving-up.ts";
import { cancelled, givenUp, hasEnded, type QueuedDelivery, untried } from "../../lib/core/delivery/lifecycle.ts";
import { newTask } from "../../lib/core/delivery/task.ts";
import { parseDeliveryId } from "../../lib/core/ids.ts";
import type { KeptEvent, LogReader } from "../../lib/core/log/log-reader.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { LanePlace } from "../../lib/core/ordered/lane-store.ts";
import type { OrderedLane } from "../../lib/core/ordered/ordered-lane.ts";
import { refOf, type TenantStore } from "../../lib/core/tenants.ts";

export interface PlacePorts {
  reader: DeliveryReader;
  recorder: DeliveryRecorder;
  announcer: Announcer;
  log: Pick<LogReader, "getEvents">;
  tenants: Pick<TenantStore, "getTenant">;
  now: Clock;
}

/** A delivery in its place: what to send, or why nothing is sent. `missing`: its event isn't in the table yet. */
export type PlacedDelivery = LanePlace & { next: DeliveryTask | "ended" | "missing" };

/** Reads the deliveries in places of a lane, with the events that their messages need. */
export function readingPlaces({ reader, recorder, announcer, log, tenants, now }: PlacePorts) {
  /** @param atHand tasks whose messages this function has, by delivery id */
  return async function read(
    lane: OrderedLane,
    places: readonly LanePlace[],
    atHand: ReadonlyMap<string, DeliveryTask>,
  ): Promise<PlacedDelivery[]> {
    const { deliveries: rows } = await reader.loadContext([], [...new Set(places.map(({ deliveryId }) => deliveryId))]);
    const waiting = places.filter(({ deliveryId }) => isWaiting(rows.get(deliveryId)) && !atHand.has(deliveryId));
    const events = await eventsOf(
      lane,
      waiting.map(({ deliveryId }) => ulidOf(deliveryId)),
    );
    const placed: PlacedDelivery[] = [];
    for (const place of places) {
      const row = rows.get(place.deliveryId);
      const event = events.get(ulidOf(place.deliveryId));
      placed.push({ ...place, next: await nextOf(lane, place, row, event, atHand.get(place.deliveryId)) });
    }
    return placed;
  };

  async function eventsOf({ tenantId }: OrderedLane, ulids: string[]): Promise<Map<string, KeptEvent>> {
    const tenant = ulids.length > 0 ? await tenants.getTenant(tenantId) : undefined;
    return tenant ? log.getEvents(refOf(tenant), ulids) : new Map();
  }

  async function nextOf(
    { subscriptionId }: OrderedLane,
    place: LanePlace,
    row: Delivery | undefined,
    event: KeptEvent | undefined,
    task: DeliveryTask | undefined,
  ): Promise<PlacedDelivery["next"]> {
    // A function may have died before it announced the delivery.
    const exhausted = exhaustedIn(place, row);
    if (exhausted.length > 0) await announcer.announceExhausted(exhausted);
    // The row of a new run follows its message.
    if (task && (!row || task.run > row.run)) return task;
    if (!isWaiting(row)) return "ended";
    if (task) return newTask(task.event, row as QueuedDelivery);
    const waiting = row ?? (event && untried({ ...event, subscriptionIds: [] }, subscriptionId));
    if (event && event.contentErasedAt === undefined) return newTask(event, waiting as QueuedDelivery);
    if (!event && !isEventLost(sinceMs(place, row), now())) return "missing";
    // An erasure may have failed before it ended a delivery without a row.
    if (waiting && !(await end(row, event ? cancelled(waiting, now()) : givenUp(waiting, now())))) return "missing";
    return "ended";
  }

  /** Resolves with false if the row has changed meanwhile: a producer may be repeating its request. */
  async function end(before: Delivery | undefined, after: Delivery | undefined): Promise<boolean> {
    const [result] = after ? await recorder.record([{ before, delivery: after }]) : [];
    if (result && result !== "late") throw result;
    return result !== "late";
  }
}

/** The delivery at the end of its run, and of the run that had the place before, if they are exhausted. */
const exhaustedIn = (place: LanePlace, row: Delivery | undefined): Delivery[] =>
  [exhaustedInRun(place, row), row?.state === "exhausted" ? row : undefined].filter((one) => one !== undefined);

const isWaiting = (row: Delivery | undefined): boolean => row === undefined || !hasEnded(row);

const ulidOf = (deliveryId: string): string => parseDeliveryId(deliveryId)?.ulid ?? "";

/** `ingest` may accept an event again that it claimed long ago: its row follows the latest message. */
const sinceMs = ({ sentMs }: LanePlace, row: Delivery | undefined): number =>
  Math.max(sentMs, row ? Date.parse(row.updatedAt) : 0);
