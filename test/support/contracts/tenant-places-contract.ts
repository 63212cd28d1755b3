import { describe, expect, it } from "vitest";
import { refTo, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const UNTIL = T0 + 60_000;

/** A place with a name of its own. */
const place = (id: string, untilMs = UNTIL) => ({ id, untilMs });

/** The contract of `TenantPlaces`, for each kind of place. */
export function tenantPlacesContract(open: OpenTable): void {
  describe.each(["replayPlaces", "testPlaces"] as const)("%s", (kind) => {
    it("gives a tenant as many places as it may have, until one is left", async () => {
      const { [kind]: places } = open();
      const of = refTo(tenantOf().id);
      expect(await places.takePlace(of, place("a"), 2)).toBe(true);
      expect(await places.takePlace(of, place("b"), 2)).toBe(true);
      expect(await places.takePlace(of, place("c"), 2)).toBe(false);
      expect(await places.takePlace(of, place("d"), 3)).toBe(true);
      expect(await places.takePlace(of, place("e"), 3)).toBe(false);
      expect(await places.takePlace(of, place("e"), 2)).toBe(false);
      await places.leavePlace(of, "a");
      expect(await places.takePlace(of, place("f"), 2)).toBe(false);
      expect(await places.takePlace(of, place("g"), 3)).toBe(true);
    });

    it("gives the places of a tenant to nobody else, and not to the tenant's predecessor", async () => {
      const { [kind]: places } = open();
      const of = refTo(tenantOf().id);
      expect(await places.takePlace(of, place("a"), 1)).toBe(true);
      expect(await places.takePlace({ ...of, incarnation: "HGFEDCBA" }, place("a"), 1)).toBe(true);
      expect(await places.takePlace(refTo(tenantOf().id), place("a"), 1)).toBe(true);
    });

    it("frees a place that nobody left", async () => {
      const { [kind]: places, setNow } = open();
      const of = refTo(tenantOf().id);
      await places.takePlace(of, place("dead"), 1);
      setNow(UNTIL - 1);
      expect(await places.takePlace(of, place("early"), 1)).toBe(false);
      setNow(UNTIL);
      expect(await places.takePlace(of, place("next", UNTIL + 60_000), 1)).toBe(true);
      await places.leavePlace(of, "dead");
      expect(await places.takePlace(of, place("other", UNTIL + 60_000), 1)).toBe(false);
    });

    it("leaves a place that is not taken, or that is left already", async () => {
      const { [kind]: places } = open();
      const of = refTo(tenantOf().id);
      await places.leavePlace(of, "a");
      await places.takePlace(of, place("b"), 1);
      await places.leavePlace(of, "a");
      expect(await places.takePlace(of, place("c"), 1)).toBe(false);
      await places.leavePlace(of, "b");
      await places.leavePlace(of, "b");
      expect(await places.takePlace(of, place("c"), 1)).toBe(true);
    });

    it("never gives more places than there are to functions that ask at once", async () => {
      const { [kind]: places } = open();
      const of = refTo(tenantOf().id);
      const ids = Array.from({ length: 8 }, (_, n) => `p${n}`);
      const taken = await Promise.all(ids.map((id) => places.takePlace(of, place(id), 3)));
      expect(taken.filter(Boolean)).toHaveLength(3);
      await Promise.all(ids.map((id) => places.leavePlace(of, id)));
      expect(await places.takePlace(of, place("last"), 1)).toBe(true);
    });

    it("is in no list of replays", async () => {
      const { [kind]: places, replays } = open();
      const of = refTo(tenantOf().id);
      await places.takePlace(of, place("a"), 1);
      expect(await replays.listReplays(of, undefined, { limit: 5 })).toEqual({ items: [] });
    });
  });
}
