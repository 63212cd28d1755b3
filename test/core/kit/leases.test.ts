import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freePlaces, type Lease, type Leases, withLease } from "../../../lib/core/kit/leases.ts";

const lease = (places: number, untilMs: number): Lease => ({ places, sinceMs: 0, untilMs });

/** A process that asks for places some time after the one before, and dies with them or gives them back. */
const asks = fc.array(
  fc.record({
    afterMs: fc.nat(100),
    wanted: fc.integer({ min: 1, max: 4 }),
    lastsMs: fc.integer({ min: 1, max: 300 }),
    most: fc.integer({ min: 1, max: 6 }),
    endsLease: fc.option(fc.nat(20), { nil: undefined }),
  }),
  { maxLength: 30 },
);

/** A seat for each place that was ever taken: when it becomes free at the latest. */
function naiveSeats() {
  const seats: { id: string; freeAt: number }[] = [];
  const held = (nowMs: number) => seats.filter(({ freeAt }) => nowMs < freeAt).length;
  return {
    held,
    take(id: string, wanted: number, most: number, freeAt: number, nowMs: number): number {
      let taken = 0;
      while (taken < wanted && held(nowMs) < most) {
        seats.push({ id, freeAt });
        taken++;
      }
      return taken;
    },
    end(id: string) {
      for (const seat of seats) if (seat.id === id) seat.freeAt = Number.NEGATIVE_INFINITY;
    },
  };
}

describe("leases", () => {
  it("free as many places as a hall with seats, at any time", () => {
    fc.assert(
      fc.property(asks, (all) => {
        const seats = naiveSeats();
        let nowMs = 0;
        let leases: Leases = {};
        for (const [n, { afterMs, wanted, lastsMs, most, endsLease }] of all.entries()) {
          nowMs += afterMs;
          if (endsLease !== undefined) {
            const { [`p${endsLease}`]: _ended, ...others } = leases;
            leases = others;
            seats.end(`p${endsLease}`);
          }
          const places = Math.max(0, Math.min(wanted, freePlaces(leases, most, nowMs)));
          expect(places).toBe(seats.take(`p${n}`, wanted, most, nowMs + lastsMs, nowMs));
          if (places > 0) leases = withLease(leases, `p${n}`, lease(places, nowMs + lastsMs), nowMs);
          expect(freePlaces(leases, 10, nowMs)).toBe(10 - seats.held(nowMs));
        }
      }),
    );
  });

  it("are held until their time, and free at it", () => {
    const leases = { a: lease(2, 1000) };
    expect([999, 1000].map((nowMs) => freePlaces(leases, 5, nowMs))).toEqual([3, 5]);
  });

  it("are dropped once they have ended, when another one is added", () => {
    const leases = withLease({ old: lease(1, 10), held: lease(2, 11) }, "new", lease(3, 50), 10);
    expect(leases).toEqual({ held: lease(2, 11), new: { ...lease(3, 50), sinceMs: 10 } });
  });
});
