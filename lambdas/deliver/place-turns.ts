import type { Clock } from "../../lib/core/clock.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { LanePlace, LaneStore, WaitingLane } from "../../lib/core/ordered/lane-store.ts";
import type { LaneStop } from "./lane-stop.ts";
import type { takingTurns } from "./turns.ts";
import { type PlacedDelivery, type PlacePorts, readingPlaces } from "./waiting-places.ts";

export interface PlaceTurnPorts extends PlacePorts {
  lanes: Pick<LaneStore, "firstPlaces" | "removePlaces">;
  now: Clock;
}

type TakeTurn = ReturnType<ReturnType<typeof takingTurns>>;

/** An event may have 256 KiB of data, and ten lanes may be worked on at the same time. */
const PAGE = 5;

/** No turn begins after this time: messages that came in meanwhile wait in the queue. */
const BUDGET_MS = 10_000;

/** An event that isn't in the table yet is looked for again after this time. */
const MISSING_WAIT_MS = 10_000;

/** The schedule of `wake` may look at a lane this long after its slot. */
const SLOT_KEPT_MS = 90_000;

/** The slot of the delivery in front. It went to no POST, so it may be used late. */
const slotOf = ({ slotMs }: WaitingLane, nowMs: number): number | undefined =>
  slotMs === undefined || nowMs - slotMs > SLOT_KEPT_MS ? undefined : Math.max(slotMs, nowMs);

const taskIn = (next: PlacedDelivery["next"] | undefined): DeliveryTask | undefined =>
  typeof next === "object" ? next : undefined;

/** Takes the turns of the deliveries that wait in a lane. Places of ended deliveries are removed. */
export function placeTurns(ports: PlaceTurnPorts) {
  const { lanes, now } = ports;
  const read = readingPlaces(ports);

  /**
   * Resolves with why the lane stops, or with undefined once nothing waits in it.
   *
   * @param atHand tasks whose messages this function has, by delivery id
   */
  return async function workOff(
    lane: WaitingLane,
    atHand: ReadonlyMap<string, DeliveryTask>,
    takeTurn: TakeTurn,
  ): Promise<LaneStop | undefined> {
    const endMs = now() + BUDGET_MS;
    let slotMs = slotOf(lane, now());
    let places = await lanes.firstPlaces(lane, PAGE);
    while (places.length > 0) {
      const inTime: TakeTurn = async (task, ...rest) =>
        now() < endMs ? takeTurn(task, ...rest) : { deliveryId: task.deliveryId, dueMs: now(), isOutOfTime: true };
      const stop = await workPage(lane, await read(lane, places, atHand), slotMs, inTime);
      if (stop) return stop;
      slotMs = undefined;
      places = await lanes.firstPlaces(lane, PAGE);
    }
    return undefined;
  };

  async function workPage(
    lane: WaitingLane,
    page: readonly PlacedDelivery[],
    slotMs: number | undefined,
    takeTurn: TakeTurn,
  ): Promise<LaneStop | undefined> {
    const ended: LanePlace[] = [];
    let stop: LaneStop | undefined;
    for (const [index, { next, ...place }] of page.entries()) {
      const slot = ended.length === 0 ? slotMs : undefined;
      const following = page[index + 1]?.next;
      const inTurn = (task: DeliveryTask, atHand: number) => takeTurn(task, atHand, taskIn(following));
      stop = await turnOf(place, next, slot, page.length - index, inTurn);
      if (stop) break;
      ended.push(place);
    }
    if (ended.length > 0) await lanes.removePlaces(lane, ended);
    return stop;
  }

  async function turnOf(
    { deliveryId }: LanePlace,
    next: PlacedDelivery["next"],
    slotMs: number | undefined,
    atHand: number,
    takeTurn: TakeTurn,
  ): Promise<LaneStop | undefined> {
    if (next === "ended") return undefined;
    if (next === "missing") return { deliveryId, dueMs: now() + MISSING_WAIT_MS };
    return takeTurn(slotMs === undefined ? next : { ...next, slotMs }, atHand);
  }
}
