import { describe, expect, it } from "vitest";
import { attemptAt, deliveryAt, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `StatusReader`, which reads statuses that `DeliveryRecorder` writes. */
export function statusContract(open: OpenTable): void {
  describe("StatusReader", () => {
    const failing = { state: "retrying", failure: "http-500", lastStatus: 500 } as const;

    it("returns the result of the latest POST to each subscription", async () => {
      const { recorder, statuses } = open();
      const [good, bad, idle] = [0, 1, 2].map((n) => subscriptionAt(tenantOf().id, T0 + n));
      if (!good || !bad || !idle) throw new Error("there are three");
      await recorder.record([
        { delivery: deliveryAt(good, T0), attempt: attemptAt(T0) },
        { delivery: deliveryAt(bad, T0, failing), attempt: attemptAt(T0 + 1, { status: 500, failure: "http-500" }) },
        { delivery: deliveryAt(idle, T0, { state: "skipped" }) },
      ]);
      expect(await statuses.getStatuses([good.id, bad.id, idle.id])).toEqual(
        new Map<string, object>([
          [good.id, { lastTriggeredAt: iso(T0), state: "delivered", status: 200 }],
          [bad.id, { lastTriggeredAt: iso(T0 + 1), state: "retrying", status: 500, failure: "http-500" }],
        ]),
      );
    });

    it("shows each change of the outcome at once, and a new time later", async () => {
      const { recorder, statuses, setNow } = open();
      const subscription = subscriptionAt(tenantOf().id, T0);
      const statusOf = async () => (await statuses.getStatuses([subscription.id])).get(subscription.id);
      for (const n of [1, 2, 3]) {
        const attempt = attemptAt(T0 + n, { status: 500, failure: "http-500" });
        await recorder.record([{ delivery: deliveryAt(subscription, T0 + n, failing), attempt }]);
        expect((await statusOf())?.state).toBe("retrying");
        const delivered = attemptAt(T0 + 100 + n);
        await recorder.record([{ delivery: deliveryAt(subscription, T0 + n), attempt: delivered }]);
        expect(await statusOf()).toEqual({ lastTriggeredAt: iso(T0 + 100 + n), state: "delivered", status: 200 });
      }
      setNow(T0 + 60_200);
      await recorder.record([{ delivery: deliveryAt(subscription, T0), attempt: attemptAt(T0 + 60_200) }]);
      expect((await statusOf())?.lastTriggeredAt).toBe(iso(T0 + 60_200));
    });

    it("does not count test sends", async () => {
      const { recorder, statuses } = open();
      const subscription = subscriptionAt(tenantOf().id, T0);
      await recorder.record([{ delivery: deliveryAt(subscription, T0, { test: true }), attempt: attemptAt(T0) }]);
      expect((await statuses.getStatuses([subscription.id])).size).toBe(0);
    });

    it("returns the latest filter problem of each subscription, which changes once a minute", async () => {
      const { filterProblems, statuses, setNow } = open();
      const [slow, quick] = [0, 1].map((n) => subscriptionAt(tenantOf().id, T0 + n).id);
      if (!slow || !quick) throw new Error("there are two");
      const note = async (ms: number, reason: string) => {
        setNow(T0 + ms);
        await filterProblems.noteProblems("acme", new Map([[slow, { at: iso(T0 + ms), reason }]]));
        return await statuses.getFilterProblems([slow, quick]);
      };
      const first = new Map([[slow, { at: iso(T0), reason: "first" }]]);
      expect(await note(0, "first")).toEqual(first);
      expect(await note(59_999, "second")).toEqual(first);
      expect(await note(60_000, "third")).toEqual(new Map([[slow, { at: iso(T0 + 60_000), reason: "third" }]]));
      await filterProblems.noteProblems("acme", new Map());
    });

    it("returns what is known about each endpoint with trouble", async () => {
      const { health, statuses } = open();
      const [slow, fine] = [0, 1].map((n) => subscriptionAt(tenantOf().id, T0 + n));
      if (!slow || !fine) throw new Error("there are two");
      const known = await health.markSlow({ tenantId: slow.tenantId, subscriptionId: slow.id }, 1);
      expect(await statuses.getHealths([slow.id, fine.id])).toEqual(new Map([[slow.id, known]]));
      expect((await statuses.getHealths([])).size).toBe(0);
    });

    it("reads more subscriptions than a page has", async () => {
      const { recorder, statuses } = open();
      const all = Array.from({ length: 130 }, (_, n) => subscriptionAt("many", T0 + n));
      await recorder.record(all.map((one) => ({ delivery: deliveryAt(one, T0), attempt: attemptAt(T0) })));
      expect((await statuses.getStatuses(all.map(({ id }) => id))).size).toBe(130);
    });
  });
}
