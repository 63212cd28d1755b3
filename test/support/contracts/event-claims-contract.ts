import { describe, expect, it } from "vitest";
import type { EventClaim } from "../../../lib/core/events.ts";
import { newUlid } from "../../../lib/core/ids.ts";
import { DAY_MS, refTo, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const claimOf = (name: string, ms = T0): EventClaim => ({ name, ulid: newUlid(ms), digest: "d".repeat(64) });

/** The contract of `EventClaims`. */
export function eventClaimsContract(open: OpenTable): void {
  describe("EventClaims", () => {
    it("makes claims, and reads them by name", async () => {
      const { claims } = open();
      const of = refTo(tenantOf().id);
      const made = Array.from({ length: 30 }, (_, n) => claimOf(`I#e-${n}`));
      const byName = new Map(made.map((claim) => [claim.name, claim]));
      expect(await claims.claim(of, made)).toEqual(byName);
      const read = await claims.readClaims(of, [...made.map(({ name }) => name), "I#none"]);
      expect(read).toEqual(byName);
    });

    it("gives a name to the first claim only, also when many come at once", async () => {
      const { claims } = open();
      const of = refTo(tenantOf().id);
      const wanted = Array.from({ length: 8 }, () => claimOf("I#one"));
      const results = await Promise.all(wanted.map((claim) => claims.claim(of, [claim])));
      const winners = new Set(results.map((result) => result.get("I#one")?.ulid));
      expect(winners.size).toBe(1);
      expect((await claims.readClaims(of, ["I#one"])).get("I#one")?.ulid).toBe([...winners][0]);
    });

    it("makes the new claims of a call in which some are taken", async () => {
      const { claims } = open();
      const of = refTo(tenantOf().id);
      const [taken, free] = [claimOf("I#a"), claimOf("I#b")];
      await claims.claim(of, [taken]);
      const made = await claims.claim(of, [claimOf("I#a"), free]);
      expect([made.get("I#a"), made.get("I#b")]).toEqual([taken, free]);
    });

    it("gives an expired claim's name to the next one, even before DynamoDB deletes the row", async () => {
      const { claims, setNow } = open();
      const of = refTo(tenantOf().id);
      await claims.claim(of, [claimOf("I#old")]);
      setNow(T0 + 31 * DAY_MS);
      expect((await claims.readClaims(of, ["I#old"])).size).toBe(0);
      const next = claimOf("I#old", T0 + 31 * DAY_MS);
      expect((await claims.claim(of, [next])).get("I#old")).toEqual(next);
    });

    it("keeps apart tenants, and tenants with one id after another", async () => {
      const { claims } = open();
      const of = refTo(tenantOf().id);
      await claims.claim(of, [claimOf("I#x")]);
      expect((await claims.readClaims(refTo(tenantOf().id), ["I#x"])).size).toBe(0);
      expect((await claims.readClaims({ ...of, incarnation: "HGFEDCBA" }, ["I#x"])).size).toBe(0);
    });
  });
}
