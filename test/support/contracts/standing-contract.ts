import { describe, expect, it } from "vitest";
import { opened } from "../../../lib/core/health/breaker.ts";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import { type Tally, WINDOW_MS, withNewWindow } from "../../../lib/core/health/evidence.ts";
import type { Health, Standing } from "../../../lib/core/health/health.ts";
import { NEVER_MS } from "../../../lib/core/health/holding.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { DAY_MS, iso, T0 } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const UNTIL = T0 + 60_000;
const PAUSED: Standing = { paused: { since: iso(T0), untilMs: UNTIL } };
const OPEN: Standing = {
  breaker: opened("failures", "connect", T0, 0.5),
  transitions: [{ at: iso(T0), to: "failing", why: "it fails" }],
  disabling: { failingSince: iso(T0), disableAt: iso(T0 + 1) },
};
const RELEASING: Standing = { release: releaseFrom(T0) };
const FAILED: Tally = { successes: 0, failures: 1, answers: 1, timeOuts: 0, failedDeliveries: ["dlv_1"] };

/** The contract of `StandingStore`. */
export function standingContract(open: OpenTable): void {
  function withEndpoint() {
    const ports = open();
    const key: SubscriptionKey = { tenantId: newId("t", T0), subscriptionId: newId("sub", T0) };
    return { ...ports, key, known: () => ports.health.getHealth(key.subscriptionId) };
  }

  describe("an endpoint's standing", () => {
    it("is all that is known of an endpoint without another trouble", async () => {
      const { health, deliveries, key, known } = withEndpoint();
      expect(await known()).toBeUndefined();
      const after = await health.replaceStanding(key, undefined, OPEN);
      expect(after).toMatchObject({ ...OPEN, version: 1, quickAnswers: 0, leases: {} });
      expect(await known()).toEqual(after);
      const { health: read } = await deliveries.loadContext([], [], [key.subscriptionId]);
      expect(read.get(key.subscriptionId)).toEqual(after);
    });

    it("is replaced as a whole, and leaves the rest alone", async () => {
      const { health, key, known } = withEndpoint();
      await health.markSlow(key, 2);
      const before = await health.count(key, FAILED);
      const paused = await health.replaceStanding(key, before, { ...OPEN, ...PAUSED });
      expect(paused).toEqual({ ...before, ...OPEN, ...PAUSED, version: 1 });
      const released = await health.replaceStanding(key, paused, RELEASING);
      const evidence = before && withNewWindow(before.evidence, T0);
      expect(released).toEqual({ ...before, ...RELEASING, evidence, version: 2 });
      expect(await known()).toEqual(released);
    });

    it("that begins a release begins another window of evidence, once", async () => {
      const { health, key, known } = withEndpoint();
      await health.count(key, { ...FAILED, slow: "answered" });
      const before = await health.markSlow(key, 3);
      const released = await health.replaceStanding(key, before, RELEASING);
      expect(released?.evidence).toEqual(withNewWindow(before.evidence, T0));
      const counted = await health.count(key, FAILED);
      const next = { ...releaseFrom(T0), nextMs: UNTIL };
      const later = await health.replaceStanding(key, counted, { release: next });
      expect(later?.evidence).toEqual(counted?.evidence);
      expect(await known()).toEqual(later);
      expect(later?.evidence).toMatchObject({ answersSlowly: true, attempts: 1, failuresInARow: 2 });
    });

    it("isn't changed by a count, a mark or a lease", async () => {
      const { health, key, known } = withEndpoint();
      const opened = await health.replaceStanding(key, undefined, OPEN);
      await health.count(key, FAILED);
      const slow = await health.markSlow(key, 1);
      await health.reserve(key.subscriptionId, slow, { leaseId: "a", wanted: 2, untilMs: UNTIL });
      expect(await known()).toMatchObject({ ...OPEN, leases: { a: { places: 2 } } });
      expect(await health.replaceStanding(key, opened, PAUSED)).toMatchObject({ ...PAUSED, version: 2 });
    });

    it("changes only if it is as it was read", async () => {
      const { health, key, known } = withEndpoint();
      const first = await health.replaceStanding(key, undefined, OPEN);
      expect(await health.replaceStanding(key, undefined, PAUSED)).toBeUndefined();
      const second = await health.replaceStanding(key, first, RELEASING);
      expect(await health.replaceStanding(key, first, PAUSED)).toBeUndefined();
      expect(await known()).toEqual(second);
    });

    it("isn't changed if the endpoint was forgotten, or became known", async () => {
      const { health, key, known, setNow } = withEndpoint();
      const counted = await health.count(key, FAILED);
      expect(await health.replaceStanding(key, undefined, OPEN)).toBeUndefined();
      await health.forget(key.subscriptionId);
      expect(await health.replaceStanding(key, counted, OPEN)).toBeUndefined();
      await health.count(key, FAILED);
      setNow(T0 + 30 * DAY_MS);
      expect(await health.replaceStanding(key, counted, OPEN)).toBeUndefined();
      expect(await known()).toBeUndefined();
    });

    it("loses none of many changes that are made at once", async () => {
      const { health, key, known } = withEndpoint();
      const raised = (before: Health | undefined): Standing => ({
        paused: { since: iso(T0), untilMs: (before?.paused?.untilMs ?? T0) + 1 },
      });
      await Promise.all(Array.from({ length: 6 }, () => changeStanding(health, key, raised)));
      expect(await known()).toMatchObject({ version: 6, paused: { untilMs: T0 + 6 } });
    });

    it("outlasts all deliveries while some are held or released, whatever else changes", async () => {
      const { health, key, known, setNow } = withEndpoint();
      for (const standing of [OPEN, PAUSED, RELEASING]) {
        await health.forget(key.subscriptionId);
        setNow(T0);
        await health.replaceStanding(key, await health.count(key, FAILED), standing);
        const slow = await health.markSlow(key, 1);
        await health.reserve(key.subscriptionId, slow, { leaseId: "a", wanted: 1, untilMs: UNTIL });
        setNow(T0 + WINDOW_MS);
        await health.count(key, FAILED);
        setNow(T0 + 400 * DAY_MS);
        expect(await known()).toMatchObject(standing);
        expect(await health.replaceStanding(key, await known(), {})).toBeDefined();
        setNow(T0 + 430 * DAY_MS);
        expect(await known()).toBeUndefined();
      }
    });

    it("gives way to another one once it has expired, with all that was known", async () => {
      const { health, key, known, setNow } = withEndpoint();
      await health.markSlow(key, 4);
      await health.count(key, FAILED);
      setNow(T0 + 30 * DAY_MS);
      const after = await health.replaceStanding(key, undefined, PAUSED);
      expect(after).toMatchObject({ version: 1, evidence: { attempts: 0, timeOuts: 0, failedDeliveries: [] } });
      expect(after?.slowSince).toBeUndefined();
      expect(await known()).toEqual(after);
    });

    it("is kept when slowness ends, like the evidence", async () => {
      const { health, key, known } = withEndpoint();
      const slow = await health.markSlow(key, 0);
      const quick = async () => {
        await health.reserve(key.subscriptionId, (await known()) ?? slow, { leaseId: "a", wanted: 1, untilMs: UNTIL });
        await health.release(key.subscriptionId, "a", { quick: 3, slow: 0 });
      };
      const { slowSince: _slow, ...paused } = (await health.replaceStanding(key, slow, PAUSED)) as Health;
      await quick();
      expect(await known()).toEqual(paused);
      await health.replaceStanding(key, paused, {});
      await health.count(key, FAILED);
      await health.markSlow(key, 0);
      await quick();
      expect(await known()).toMatchObject({ quickAnswers: 0, leases: {}, evidence: { failures: 1 } });
      expect((await known())?.slowSince).toBeUndefined();
    });
  });

  describe("what is due", () => {
    it("is listed with the longest overdue first, as far as the limit goes", async () => {
      const { health } = open();
      const tenantId = newId("t", T0);
      // Long before everything that other tests leave in the table.
      const dues = [40, 10, 60, 20, 50, 30].map((untilMs) => ({
        untilMs,
        key: { tenantId, subscriptionId: newId("sub", T0) },
      }));
      for (const { untilMs, key } of dues)
        await health.replaceStanding(key, undefined, { paused: { since: iso(T0), untilMs } });
      const sorted = dues.toSorted((a, b) => a.untilMs - b.untilMs).map(({ key }) => key);
      expect(await health.listDue(50, 100)).toEqual(sorted.slice(0, 5));
      expect(await health.listDue(50, 2)).toEqual(sorted.slice(0, 2));
      expect(await health.listDue(9, 100)).toEqual([]);
      for (const { subscriptionId } of sorted) await health.forget(subscriptionId);
      expect(await health.listDue(60, 100)).toEqual([]);
    });

    it("has a pause by hand, after everything that comes", async () => {
      const { health, key } = withEndpoint();
      const asked = { ...key, subscriptionId: newId("sub", T0) };
      await health.replaceStanding(asked, undefined, { paused: { since: iso(T0), untilMs: NEVER_MS - 1 } });
      const ids = async (untilMs: number) =>
        (await health.listDue(untilMs, 1000))
          .filter(({ tenantId }) => tenantId === key.tenantId)
          .map(({ subscriptionId }) => subscriptionId);
      const paused = await health.replaceStanding(key, undefined, { ...OPEN, paused: { since: iso(T0) } });
      expect(await ids(NEVER_MS - 1)).toEqual([asked.subscriptionId]);
      expect(await ids(NEVER_MS)).toEqual([asked.subscriptionId, key.subscriptionId]);
      await health.replaceStanding(key, paused, {});
      expect(await ids(NEVER_MS)).toEqual([asked.subscriptionId]);
    });

    it("follows the standing", async () => {
      const { health, key } = withEndpoint();
      const isListed = async (untilMs: number) =>
        (await health.listDue(untilMs, 1000)).some(({ subscriptionId }) => subscriptionId === key.subscriptionId);
      let known = await health.replaceStanding(key, undefined, OPEN);
      const due = OPEN.breaker?.probeDueMs ?? 0;
      expect([await isListed(due - 1), await isListed(due)]).toEqual([false, true]);
      known = await health.replaceStanding(key, known, { ...OPEN, paused: { since: iso(T0) } });
      expect(await isListed(T0 + DAY_MS)).toBe(false);
      known = await health.replaceStanding(key, known, RELEASING);
      expect(await isListed(T0)).toBe(true);
      await health.replaceStanding(key, known, {});
      expect(await isListed(T0 + DAY_MS)).toBe(false);
    });
  });
}
