import { describe, expect, it } from "vitest";
import type { LanePlace } from "../../../lib/core/ordered/lane-store.ts";
import type { OrderedLane } from "../../../lib/core/ordered/ordered-lane.ts";
import type { OpenTable } from "./table-ports.ts";

let subscriptions = 0;
/** Long before other tests: the index has the rows of all of them. */
let years = 0;
const dueFrom = () => Date.parse("1970-06-01T00:00:00.000Z") + years++ * 366 * 86_400_000;

const someLane = (hash = ""): OrderedLane => ({ tenantId: "acme", subscriptionId: `sub_lane${++subscriptions}`, hash });
const other = (lane: OrderedLane, hash: string): OrderedLane => ({ ...lane, hash });
const [KEY_A, KEY_B] = ["a".repeat(32), "b".repeat(32)];

const place = (n: number): LanePlace => ({
  sequence: String(n).padStart(20, "0"),
  deliveryId: `dlv_${n}`,
  run: n % 3,
  sentMs: 1_000 + n,
});

/** The contract of `LaneStore`. */
export function laneContract(open: OpenTable): void {
  describe("ordered lanes", () => {
    it("are kept until they end", async () => {
      const { lanes } = open();
      const lane = someLane();
      expect(await lanes.getLane(lane)).toBeUndefined();
      await lanes.keepLane({ ...lane, dueMs: 1 });
      await lanes.keepLane({ ...lane, dueMs: dueFrom() + 7 });
      expect(await lanes.getLane(lane)).toMatchObject(lane);
      await lanes.endLane(lane);
      await lanes.endLane(lane);
      expect(await lanes.getLane(lane)).toBeUndefined();
    });

    it("tell when they are due", async () => {
      const { lanes } = open();
      const lane = someLane(KEY_A);
      await lanes.keepLane({ ...lane, dueMs: 4_000_000_000_123 });
      expect(await lanes.getLane(lane)).toEqual({ ...lane, dueMs: 4_000_000_000_123 });
      await lanes.keepLane({ ...lane, dueMs: 4_000_000_000_124, slotMs: 4_000_000_000_125 });
      expect(await lanes.getLane(lane)).toEqual({ ...lane, dueMs: 4_000_000_000_124, slotMs: 4_000_000_000_125 });
    });

    it("are listed once they are due, the longest overdue first", async () => {
      const { lanes } = open();
      const at = dueFrom();
      const [first, second, later, ended] = [someLane(), someLane(KEY_A), someLane(), someLane()];
      await lanes.keepLane({ ...second, dueMs: at + 2 });
      await lanes.keepLane({ ...first, dueMs: at + 1 });
      await lanes.keepLane({ ...later, dueMs: at + 9 });
      await lanes.keepLane({ ...ended, dueMs: at });
      await lanes.endLane(ended);
      const known = [first, second, later, ended].map(({ subscriptionId }) => subscriptionId);
      const due = (await lanes.listDueLanes(at + 2, 1000)).filter((lane) => known.includes(lane.subscriptionId));
      expect(due).toEqual([
        { ...first, lookMs: at + 1 },
        { ...second, lookMs: at + 2 },
      ]);
      expect(await lanes.listDueLanes(at + 9, 1)).toHaveLength(1);
    });

    it("are listed later once somebody has seen them, unless they have changed since", async () => {
      const { lanes } = open();
      const at = dueFrom();
      const [seen, kept, ended] = [someLane(KEY_A), someLane(), someLane()];
      for (const lane of [seen, kept, ended]) await lanes.keepLane({ ...lane, dueMs: at });
      const known = [seen, kept, ended].map(({ subscriptionId }) => subscriptionId);
      const due = async (untilMs: number) =>
        (await lanes.listDueLanes(untilMs, 1000)).filter(({ subscriptionId }) => known.includes(subscriptionId));
      const listed = await due(at);
      await lanes.keepLane({ ...kept, dueMs: at + 1 });
      await lanes.endLane(ended);
      await lanes.lookLater(listed, at + 5);
      expect(await due(at + 4)).toEqual([{ ...kept, lookMs: at + 1 }]);
      expect(await due(at + 5)).toContainEqual({ ...seen, lookMs: at + 5 });
      expect(await lanes.getLane(seen)).toEqual({ ...seen, dueMs: at });
      expect(await lanes.getLane(ended)).toBeUndefined();
    });

    it("of a subscription are listed", async () => {
      const { lanes } = open();
      const lane = someLane();
      const [a, b] = [other(lane, KEY_A), other(lane, KEY_B)];
      const at = dueFrom();
      for (const one of [lane, a, b, someLane()]) await lanes.keepLane({ ...one, dueMs: at });
      await lanes.addPlaces(lane, [place(1)]);
      const listed = await lanes.listLanes(lane.subscriptionId, 100);
      expect([...listed].sort((x, y) => (x.hash < y.hash ? -1 : 1))).toEqual([lane, a, b]);
      expect(await lanes.listLanes(lane.subscriptionId, 2)).toHaveLength(2);
    });
  });

  describe("places in ordered lanes", () => {
    it("sort by sequence number", async () => {
      const { lanes } = open();
      const lane = someLane();
      await lanes.addPlaces(lane, [place(3), place(1)]);
      await lanes.addPlaces(lane, [place(20), place(2), place(3)]);
      expect(await lanes.firstPlaces(lane, 10)).toEqual([place(1), place(2), place(3), place(20)]);
      expect(await lanes.firstPlaces(lane, 2)).toEqual([place(1), place(2)]);
    });

    it("are removed", async () => {
      const { lanes } = open();
      const lane = someLane(KEY_A);
      await lanes.addPlaces(lane, [place(1), place(2), place(3)]);
      await lanes.removePlaces(lane, [place(1), place(3), place(7)]);
      expect(await lanes.firstPlaces(lane, 10)).toEqual([place(2)]);
    });

    it("belong to one lane of a subscription", async () => {
      const { lanes } = open();
      const lane = someLane();
      await lanes.addPlaces(lane, [place(1)]);
      await lanes.addPlaces(other(lane, KEY_A), [place(2)]);
      expect(await lanes.firstPlaces(lane, 10)).toEqual([place(1)]);
      expect(await lanes.firstPlaces(other(lane, KEY_A), 10)).toEqual([place(2)]);
      expect(await lanes.firstPlaces(other(lane, KEY_B), 10)).toEqual([]);
    });

    it("may be many", async () => {
      const { lanes } = open();
      const lane = someLane();
      const many = Array.from({ length: 60 }, (_, n) => place(n));
      await lanes.addPlaces(lane, many);
      expect(await lanes.firstPlaces(lane, 100)).toEqual(many);
      await lanes.removePlaces(lane, many.slice(0, 55));
      expect(await lanes.firstPlaces(lane, 100)).toEqual(many.slice(55));
    });
  });
}
