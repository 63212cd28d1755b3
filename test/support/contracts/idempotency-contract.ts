import { describe, expect, it } from "vitest";
import { CLAIM_MS, claimOf, KEPT_SECONDS } from "../../../lib/core/idempotency.ts";
import { newId } from "../../../lib/core/ids.ts";
import { T0 } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `IdempotencyStore`. */
export function idempotencyContract(open: OpenTable): void {
  const key = newId("key", T0);
  const claimAt = (ms: number, caller: string, asked = "a") => claimOf(caller, key, [asked], ms);

  describe("IdempotencyStore", () => {
    it("lets one request claim a key, and gives its answer to the others", async () => {
      const { idempotency } = open();
      const caller = newId("k", T0);
      const claims = Array.from({ length: 8 }, () => claimAt(T0, caller));
      const found = await Promise.all(claims.map((claim) => idempotency.claim(claim)));
      expect(found.filter((one) => one === undefined)).toHaveLength(1);
      const mine = claims[found.indexOf(undefined)];
      expect(await idempotency.claim(claimAt(T0, caller))).toEqual({ digest: mine?.digest, sealed: undefined });
      if (mine) await idempotency.keep(mine, "sealed");
      expect(await idempotency.claim(claimAt(T0 + CLAIM_MS * 2, caller))).toEqual({
        digest: mine?.digest,
        sealed: "sealed",
      });
    });

    it("accepts a repeated claim whose answer was lost", async () => {
      const { idempotency } = open();
      const mine = claimAt(T0, newId("k", T0));
      expect([await idempotency.claim(mine), await idempotency.claim(mine)]).toEqual([undefined, undefined]);
      await idempotency.keep(mine, "sealed");
      expect((await idempotency.claim(mine))?.sealed).toBe("sealed");
    });

    it("keeps callers apart", async () => {
      const { idempotency } = open();
      expect(await idempotency.claim(claimAt(T0, newId("k", T0)))).toBeUndefined();
      expect(await idempotency.claim(claimAt(T0, newId("k", T0)))).toBeUndefined();
    });

    it("releases a key for its own claim, as long as there is no answer", async () => {
      const { idempotency } = open();
      const caller = newId("k", T0);
      const [mine, other] = [claimAt(T0, caller), claimAt(T0, caller)];
      await idempotency.claim(mine);
      await idempotency.release(other);
      expect(await idempotency.claim(other)).toBeDefined();
      await idempotency.release(mine);
      expect(await idempotency.claim(other)).toBeUndefined();
      await idempotency.keep(mine, "late");
      await idempotency.keep(other, "mine");
      await idempotency.release(other);
      expect((await idempotency.claim(mine))?.sealed).toBe("mine");
    });

    it("lets only a repeat of the request take over an abandoned claim", async () => {
      const { idempotency } = open();
      const caller = newId("k", T0);
      const mine = claimAt(T0, caller);
      await idempotency.claim(mine);
      const late = T0 + CLAIM_MS + 1;
      expect(await idempotency.claim(claimAt(late - 1, caller))).toBeDefined();
      expect(await idempotency.claim(claimAt(late, caller, "b"))).toMatchObject({ digest: mine.digest });
      expect(await idempotency.claim(claimAt(late, caller))).toBeUndefined();
      expect(await idempotency.claim(claimAt(late, caller))).toBeDefined();
    });

    it("forgets a claim after a day, even before DynamoDB deletes the row", async () => {
      const { idempotency, setNow } = open();
      const caller = newId("k", T0);
      const mine = claimAt(T0, caller);
      await idempotency.claim(mine);
      await idempotency.keep(mine, "sealed");
      const tomorrow = T0 + KEPT_SECONDS * 1000;
      setNow(tomorrow);
      expect(await idempotency.claim(claimAt(tomorrow, caller, "b"))).toBeUndefined();
    });
  });
}
