import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_EVIDENCE, type Tally, WINDOW_MS, withTally } from "../../../lib/core/health/evidence.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import { isForgettable } from "../../../lib/core/health/holding.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { DAY_MS, iso, T0 } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const NOTHING: Tally = { successes: 0, failures: 0, answers: 0, timeOuts: 0, failedDeliveries: [] };
const WELL: Tally = { ...NOTHING, successes: 1, answers: 1 };
const failed = (...failedDeliveries: string[]): Tally => ({
  ...NOTHING,
  failures: failedDeliveries.length,
  answers: failedDeliveries.length,
  failedDeliveries,
});

const tallies: fc.Arbitrary<Tally> = fc
  .record({
    successes: fc.nat(3),
    failures: fc.nat(3),
    unanswered: fc.nat(3),
    deliveries: fc.uniqueArray(fc.nat(15), { maxLength: 8 }),
    slow: fc.constantFrom("answered" as const, "timed-out" as const, undefined),
  })
  .map(({ successes, failures, unanswered, deliveries, slow }) => ({
    successes,
    failures,
    answers: successes + Math.max(failures - unanswered, 0),
    timeOuts: Math.min(unanswered, failures),
    slow,
    failedDeliveries: failures > 0 ? deliveries.map((n) => `dlv_${n}`) : [],
  }));

/** What is known after a count, given what was known before it. */
function afterTally(before: Health | undefined, tally: Tally, nowMs: number) {
  const evidence = withTally(before?.evidence ?? NO_EVIDENCE, tally, nowMs);
  if (tally.failures > 0) return evidence;
  const { failingSince } = evidence;
  const isKept = before && !isForgettable({ ...before, evidence: { ...before.evidence, failingSince } }, nowMs);
  return isKept ? evidence : undefined;
}

/** The contract of `HealthCounter.count`. */
export function evidenceContract(open: OpenTable): void {
  function withEndpoint() {
    const { health, setNow } = open();
    const key: SubscriptionKey = { tenantId: newId("t", T0), subscriptionId: newId("sub", T0) };
    return { health, setNow, key, known: () => health.getHealth(key.subscriptionId) };
  }

  describe("counting POSTs", () => {
    it("leaves no row for an endpoint without a failure", async () => {
      const { health, key, known } = withEndpoint();
      for (const tally of [WELL, NOTHING]) expect(await health.count(key, tally)).toBeUndefined();
      expect(await known()).toBeUndefined();
    });

    it("adds up as `withTally` does, whatever happens in whatever order", async () => {
      const waits = fc.oneof(fc.nat(1_000), fc.integer({ min: WINDOW_MS - 1, max: 2 * WINDOW_MS }));
      const steps = fc.array(fc.record({ tally: tallies, waitMs: waits }), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const { health, key, known, setNow } = withEndpoint();
          let [nowMs, before] = [T0, undefined as Health | undefined];
          for (const { tally, waitMs } of all) {
            nowMs += waitMs;
            setNow(nowMs);
            const after = await health.count(key, tally);
            expect(after?.evidence).toEqual(afterTally(before, tally, nowMs));
            expect(await known()).toEqual(after);
            before = after;
          }
        }),
        { numRuns: 25 },
      );
    });

    it("loses none of many that are counted at once", async () => {
      const { health, key, known } = withEndpoint();
      const counts = Array.from({ length: 12 }, (_, n) => health.count(key, failed(`dlv_${n % 10}`)));
      await Promise.all(counts);
      const evidence = (await known())?.evidence;
      expect(evidence).toMatchObject({ windowSinceMs: T0, attempts: 12, failures: 12, failuresInARow: 12 });
      expect(evidence?.failedDeliveries).toHaveLength(5);
    });

    it("loses none of many that are counted at once after a window", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.count(key, failed("dlv_1", "dlv_2"));
      setNow(T0 + WINDOW_MS);
      await Promise.all(Array.from({ length: 8 }, (_, n) => health.count(key, failed(`dlv_${n}`))));
      expect((await known())?.evidence).toMatchObject({ windowSinceMs: T0 + WINDOW_MS, attempts: 8, failures: 8 });
    });

    it("keeps five failed deliveries at least, and few more", async () => {
      const { health, key, known } = withEndpoint();
      for (let n = 0; n < 20; n++) await health.count(key, failed(`dlv_${n}`));
      expect((await known())?.evidence.failedDeliveries).toEqual(["dlv_0", "dlv_1", "dlv_2", "dlv_3", "dlv_4"]);
    });

    it("counts from the start after a success, but for the window", async () => {
      const { health, key, known } = withEndpoint();
      await health.count(key, { ...failed("dlv_1"), answers: 0, timeOuts: 1 });
      await health.count(key, WELL);
      const evidence = (await known())?.evidence;
      expect(evidence).toMatchObject({ attempts: 2, failures: 1, timeOuts: 0, failuresInARow: 0 });
      expect(evidence).toMatchObject({ lastFailureAt: iso(T0) });
      expect(evidence?.failingSince).toBeUndefined();
    });

    it("remembers since when an endpoint fails across windows", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.count(key, failed("dlv_1"));
      setNow(T0 + DAY_MS);
      await health.count(key, failed("dlv_1", "dlv_2"));
      const evidence = (await known())?.evidence;
      expect(evidence).toMatchObject({ attempts: 2, failures: 2, failuresInARow: 3, failingSince: iso(T0) });
      expect(evidence).toMatchObject({ lastFailureAt: iso(T0 + DAY_MS) });
    });

    it("forgets an endpoint that has been well for five minutes", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.count(key, failed("dlv_1"));
      setNow(T0 + WINDOW_MS - 1);
      expect(await health.count(key, WELL)).toBeDefined();
      setNow(T0 + WINDOW_MS);
      expect(await health.count(key, WELL)).toBeUndefined();
      expect(await known()).toBeUndefined();
    });

    it("forgets no endpoint that is slow, or whose deliveries are held or released", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.markSlow(key, 0);
      setNow(T0 + WINDOW_MS);
      expect(await health.count(key, WELL)).toMatchObject({ slowSince: iso(T0) });
      const held = [{ paused: { since: iso(T0) } }, { release: { sinceMs: T0, perSecond: 10, nextMs: T0 } }];
      for (const [n, standing] of held.entries()) {
        const other = { ...key, subscriptionId: newId("sub", T0) };
        await health.replaceStanding(other, undefined, standing);
        setNow(T0 + (n + 2) * WINDOW_MS);
        expect(await health.count(other, WELL)).toMatchObject({ ...standing, evidence: { attempts: 1 } });
      }
      expect(await known()).toBeDefined();
    });

    it("starts anew once what was known has expired", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.markSlow(key, 3);
      await health.count(key, failed("dlv_1"));
      setNow(T0 + 31 * DAY_MS);
      expect(await health.count(key, WELL)).toBeUndefined();
      expect(await health.count(key, failed("dlv_2"))).toMatchObject({ evidence: { failuresInARow: 1, timeOuts: 0 } });
      expect((await known())?.slowSince).toBeUndefined();
    });

    it("keeps what is known for as long again", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.count(key, failed("dlv_1"));
      setNow(T0 + 20 * DAY_MS);
      await health.count(key, failed("dlv_1"));
      setNow(T0 + 49 * DAY_MS);
      expect(await known()).toBeDefined();
      setNow(T0 + 50 * DAY_MS);
      expect(await known()).toBeUndefined();
    });
  });

  describe("a POST that hangs", () => {
    it("counts as a time-out at once, also if the endpoint is known to be slow", async () => {
      const { health, key, known, setNow } = withEndpoint();
      expect(await health.markSlow(key, 2)).toMatchObject({ slowSince: iso(T0), evidence: { timeOuts: 2 } });
      setNow(T0 + 1000);
      expect(await health.markSlow(key, 1)).toMatchObject({ slowSince: iso(T0), evidence: { timeOuts: 3 } });
      await Promise.all(Array.from({ length: 5 }, () => health.markSlow(key, 1)));
      expect(await known()).toMatchObject({ slowSince: iso(T0), evidence: { timeOuts: 8, attempts: 0 } });
    });

    it("changes nothing else that is known", async () => {
      const { health, key, known } = withEndpoint();
      const paused = { paused: { since: iso(T0) } };
      await health.replaceStanding(key, undefined, paused);
      const before = await health.count(key, failed("dlv_1"));
      await health.markSlow(key, 1);
      const evidence = { ...before?.evidence, timeOuts: 1 };
      expect(await known()).toEqual({ ...before, slowSince: iso(T0), evidence });
    });
  });
}
