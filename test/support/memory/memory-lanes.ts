import type { LanePlace, LaneStore, WaitingLane } from "../../../lib/core/ordered/lane-store.ts";
import { groupOf, laneOf, type OrderedLane } from "../../../lib/core/ordered/ordered-lane.ts";
import type { MemoryWorld } from "./memory-world.ts";

export function memoryLaneStore({ faults, lanes, lanePlaces }: MemoryWorld): LaneStore {
  const placeKey = (lane: OrderedLane, { sequence }: LanePlace) => `${groupOf(lane)}/${sequence}`;
  const bySequence = (a: LanePlace, b: LanePlace) => (a.sequence < b.sequence ? -1 : 1);
  const bare = ({ tenantId, subscriptionId, hash }: WaitingLane): OrderedLane => ({ tenantId, subscriptionId, hash });

  const waiting = (lane?: WaitingLane): WaitingLane | undefined =>
    lane && { ...bare(lane), dueMs: lane.dueMs, ...(lane.slotMs !== undefined && { slotMs: lane.slotMs }) };
  const later = (lane: OrderedLane, listedMs: number, lookMs: number) => {
    const known = lanes.get(groupOf(lane));
    if (known?.lookMs === listedMs) lanes.put(groupOf(lane), { ...known, lookMs });
  };

  return {
    getLane: async (lane) => faults.call("getLane", () => waiting(lanes.get(groupOf(lane)))),
    keepLane: async (lane) => faults.call("keepLane", () => lanes.put(groupOf(lane), { ...lane, lookMs: lane.dueMs })),
    endLane: async (lane) => faults.call("endLane", () => void lanes.delete(groupOf(lane))),
    async addPlaces(lane, places) {
      for (const place of places) {
        faults.call("addPlaces", () => lanePlaces.put(placeKey(lane, place), { ...place, group: groupOf(lane) }));
      }
    },
    firstPlaces: async (lane, limit) =>
      faults.call("firstPlaces", () =>
        lanePlaces
          .values()
          .filter(({ group }) => group === groupOf(lane))
          .map(({ group: _group, ...place }) => place)
          .sort(bySequence)
          .slice(0, limit),
      ),
    async removePlaces(lane, places) {
      for (const place of places) faults.call("removePlaces", () => void lanePlaces.delete(placeKey(lane, place)));
    },
    listDueLanes: async (untilMs, limit) =>
      faults.call("listDueLanes", () =>
        lanes
          .values()
          .filter(({ lookMs }) => lookMs <= untilMs)
          .sort((a, b) => a.lookMs - b.lookMs)
          .slice(0, limit)
          .map((lane) => ({ ...bare(lane), lookMs: lane.lookMs })),
      ),
    async lookLater(due, untilMs) {
      for (const { lookMs, ...lane } of due) faults.call("lookLater", () => later(lane, lookMs, untilMs));
    },
    listLanes: async (subscriptionId, limit) =>
      faults.call("listLanes", () =>
        lanes
          .entries()
          .filter(([group]) => laneOf("", group).subscriptionId === subscriptionId)
          .map(([, lane]) => bare(lane))
          .slice(0, limit),
      ),
  };
}
