import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { LONGEST_AHEAD_MS } from "../../../lib/core/rate/rate-limit.ts";
import { T0 } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const LIMIT = { perSecond: 10 };

/** The contract of `RateSlots`. */
export function rateSlotsContract(open: OpenTable): void {
  const endpoint = () => ({ ...open(), id: newId("sub", T0) });

  describe("slots", () => {
    it("follow one another, and begin now after a quiet time", async () => {
      const { rateSlots, id, setNow } = endpoint();
      expect(await rateSlots.reserveSlots(id, 3, LIMIT)).toEqual({ firstMs: T0, count: 3 });
      expect(await rateSlots.reserveSlots(id, 2, LIMIT)).toEqual({ firstMs: T0 + 300, count: 2 });
      setNow(T0 + 400);
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toEqual({ firstMs: T0 + 500, count: 1 });
      setNow(T0 + 600);
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toEqual({ firstMs: T0 + 600, count: 1 });
      setNow(T0 + 10_000);
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toEqual({ firstMs: T0 + 10_000, count: 1 });
    });

    it("belong to one subscription", async () => {
      const { rateSlots, id } = endpoint();
      await rateSlots.reserveSlots(id, 100, LIMIT);
      expect(await rateSlots.reserveSlots(newId("sub", T0), 1, LIMIT)).toEqual({ firstMs: T0, count: 1 });
    });

    it("are not reserved further ahead than a minute", async () => {
      const { rateSlots, id, setNow } = endpoint();
      await rateSlots.reserveSlots(id, LONGEST_AHEAD_MS / 100, LIMIT);
      const last = { firstMs: T0 + LONGEST_AHEAD_MS, count: 1 };
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toEqual(last);
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toBeUndefined();
      setNow(T0 + 100);
      expect(await rateSlots.reserveSlots(id, 1, LIMIT)).toEqual({ ...last, firstMs: last.firstMs + 100 });
    });

    it("are reserved once when functions ask at the same time", async () => {
      const { rateSlots, id } = endpoint();
      const asked = await Promise.all(Array.from({ length: 12 }, () => rateSlots.reserveSlots(id, 5, LIMIT)));
      const firsts = asked.map((one) => (one?.firstMs ?? 0) - T0).sort((a, b) => a - b);
      expect(firsts).toEqual(Array.from({ length: 12 }, (_, n) => n * 500));
    });

    it("allow a burst that takes longer than a minute to make up for", async () => {
      const { rateSlots, id, setNow } = endpoint();
      const limit = { perSecond: 1, burst: 200 };
      for (let batch = 0; batch < 20; batch++) {
        expect(await rateSlots.reserveSlots(id, 10, limit)).toEqual({ firstMs: T0 + batch * 10_000, count: 10 });
      }
      await rateSlots.reserveSlots(id, 60, limit);
      expect(await rateSlots.reserveSlots(id, 1, limit)).toBeUndefined();
      setNow(T0 + 1_000);
      expect(await rateSlots.reserveSlots(id, 1, limit)).toEqual({ firstMs: T0 + 260_000, count: 1 });
    });

    it("keep a rate below one a second", async () => {
      const { rateSlots, id } = endpoint();
      await rateSlots.reserveSlots(id, 2, { perSecond: 0.5 });
      expect(await rateSlots.reserveSlots(id, 1, { perSecond: 0.5 })).toEqual({ firstMs: T0 + 4000, count: 1 });
    });
  });
}
