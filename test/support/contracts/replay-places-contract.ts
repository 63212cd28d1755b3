import { describe, expect, it } from "vitest";
import { refTo, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const UNTIL = T0 + 60_000;

/** A place with a name of its own. */
const place = (id: string, untilMs = UNTIL) => ({ id, untilMs });

/** The contract of `ReplayPlaces`. */
export function replayPlacesContract(open: OpenTable): void {
  describe("ReplayPlaces", () => {
    it("gives a tenant as many places as it may have, until one is left", async () => {
      const { replayPlaces } = open();
      const of = refTo(tenantOf().id);
      expect(await replayPlaces.takePlace(of, place("a"), 2)).toBe(true);
      expect(await replayPlaces.takePlace(of, place("b"), 2)).toBe(true);
      expect(await replayPlaces.takePlace(of, place("c"), 2)).toBe(false);
      expect(await replayPlaces.takePlace(of, place("d"), 3)).toBe(true);
      expect(await replayPlaces.takePlace(of, place("e"), 3)).toBe(false);
      expect(await replayPlaces.takePlace(of, place("e"), 2)).toBe(false);
      await replayPlaces.leavePlace(of, "a");
      expect(await replayPlaces.takePlace(of, place("f"), 2)).toBe(false);
      expect(await replayPlaces.takePlace(of, place("g"), 3)).toBe(true);
    });

    it("gives the places of a tenant to nobody else, and not to the tenant's predecessor", async () => {
      const { replayPlaces } = open();
      const of = refTo(tenantOf().id);
      expect(await replayPlaces.takePlace(of, place("a"), 1)).toBe(true);
      expect(await replayPlaces.takePlace({ ...of, incarnation: "HGFEDCBA" }, place("a"), 1)).toBe(true);
      expect(await replayPlaces.takePlace(refTo(tenantOf().id), place("a"), 1)).toBe(true);
    });

    it("frees a place that nobody left", async () => {
      const { replayPlaces, setNow } = open();
      const of = refTo(tenantOf().id);
      await replayPlaces.takePlace(of, place("dead"), 1);
      setNow(UNTIL - 1);
      expect(await replayPlaces.takePlace(of, place("early"), 1)).toBe(false);
      setNow(UNTIL);
      expect(await replayPlaces.takePlace(of, place("next", UNTIL + 60_000), 1)).toBe(true);
      await replayPlaces.leavePlace(of, "dead");
      expect(await replayPlaces.takePlace(of, place("other", UNTIL + 60_000), 1)).toBe(false);
    });

    it("leaves a place that is not taken, or that is left already", async () => {
      const { replayPlaces } = open();
      const of = refTo(tenantOf().id);
      await replayPlaces.leavePlace(of, "a");
      await replayPlaces.takePlace(of, place("b"), 1);
      await replayPlaces.leavePlace(of, "a");
      expect(await replayPlaces.takePlace(of, place("c"), 1)).toBe(false);
      await replayPlaces.leavePlace(of, "b");
      await replayPlaces.leavePlace(of, "b");
      expect(await replayPlaces.takePlace(of, place("c"), 1)).toBe(true);
    });

    it("never gives more places than there are to functions that ask at once", async () => {
      const { replayPlaces } = open();
      const of = refTo(tenantOf().id);
      const ids = Array.from({ length: 8 }, (_, n) => `p${n}`);
      const taken = await Promise.all(ids.map((id) => replayPlaces.takePlace(of, place(id), 3)));
      expect(taken.filter(Boolean)).toHaveLength(3);
      await Promise.all(ids.map((id) => replayPlaces.leavePlace(of, id)));
      expect(await replayPlaces.takePlace(of, place("last"), 1)).toBe(true);
    });

    it("is in no list of replays", async () => {
      const { replayPlaces, replays } = open();
      const of = refTo(tenantOf().id);
      await replayPlaces.takePlace(of, place("a"), 1);
      expect(await replays.listReplays(of, undefined, { limit: 5 })).toEqual({ items: [] });
    });
  });
}
