import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { attemptAt, DAY_MS, deliveryAt, INCARNATION, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** The contracts of `DeliveryRecorder` and `DeliveryReader`. */
export function deliveryContract(open: OpenTable): void {
  let ports: TablePorts;
  let subscription: Subscription;

  beforeEach(async () => {
    ports = open();
    const tenant = tenantOf();
    subscription = subscriptionAt(tenant.id, T0);
    await ports.tenants.createTenant(tenant);
  });

  const rowOf = async (id: string) => (await ports.logReader.getDeliveries([id])).get(id);
  const numbersOf = async (id: string) => (await ports.logReader.listAttempts(id)).map((a) => a.number);

  describe("DeliveryRecorder", () => {
    it("keeps a mixed batch with its attempts", async () => {
      const made = (["delivered", "retrying", "exhausted", "delivered"] as const).map((state, n) =>
        deliveryAt(subscription, T0 + n, { state }),
      );
      const records = made.map((delivery) => ({ delivery, attempt: attemptAt(T0) }));
      expect(await ports.recorder.record(records)).toEqual(made.map(() => undefined));
      for (const delivery of made) {
        expect(await rowOf(delivery.id)).toEqual(delivery);
        expect(await ports.logReader.listAttempts(delivery.id)).toEqual([attemptAt(T0)]);
      }
    });

    it("keeps the request and the answer", async () => {
      const delivery = deliveryAt(subscription, T0);
      const attempt = attemptAt(T0, {
        trigger: "manual",
        requestHeaders: { "content-type": "application/json", "X-Quote": '"\\\n' },
        bodyDigest: `sha256:${"0".repeat(64)}`,
        answerHeaders: {},
        secretVersion: "v-1",
      });
      await ports.recorder.record([{ delivery, attempt }]);
      expect(await ports.logReader.listAttempts(delivery.id)).toEqual([attempt]);
    });

    it("records more than one call can carry", async () => {
      const made = Array.from({ length: 30 }, (_, n) => deliveryAt(subscription, T0 + n));
      const results = await ports.recorder.record(made.map((delivery) => ({ delivery, attempt: attemptAt(T0) })));
      expect(results).toEqual(made.map(() => undefined));
      expect((await ports.logReader.getDeliveries(made.map((d) => d.id))).size).toBe(30);
    });

    it.each(["skipped", "cancelled"] as const)("keeps a %s delivery, which has no attempt", async (state) => {
      const delivery = deliveryAt(subscription, T0, { state, attempts: 0, lastStatus: undefined });
      await ports.recorder.record([{ delivery }]);
      expect((await rowOf(delivery.id))?.state).toBe(state);
      expect(await numbersOf(delivery.id)).toEqual([]);
    });

    it("records a delivery's attempts one after another", async () => {
      const first = deliveryAt(subscription, T0, {
        state: "retrying",
        nextAttemptAt: iso(T0 + 30_000),
        failure: "http-500",
      });
      const { nextAttemptAt: _, failure: __, ...rest } = first;
      const last = { ...rest, state: "delivered" as const, attempts: 2, updatedAt: iso(T0 + 31_000) };
      await ports.recorder.record([{ delivery: first, attempt: attemptAt(T0, { status: 500, failure: "http-500" }) }]);
      await ports.recorder.record([{ delivery: last, attempt: attemptAt(T0 + 31_000, { number: 2 }) }]);
      expect(await rowOf(first.id)).toEqual(last);
      expect(await numbersOf(first.id)).toEqual([1, 2]);
    });

    it("sorts attempts by number", async () => {
      const delivery = deliveryAt(subscription, T0, { state: "retrying" });
      let before: Delivery | undefined;
      for (let number = 1; number <= 11; number++) {
        const after = { ...delivery, attempts: number };
        await ports.recorder.record([{ before, delivery: after, attempt: attemptAt(T0, { number }) }]);
        before = after;
      }
      expect(await numbersOf(delivery.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    it("accepts the same records twice", async () => {
      const records = (["delivered", "retrying"] as const).map((state) => ({
        delivery: deliveryAt(subscription, T0, { state }),
        attempt: attemptAt(T0),
      }));
      await ports.recorder.record(records);
      expect(await ports.recorder.record(records)).toEqual([undefined, undefined]);
      for (const { delivery } of records) {
        expect(await rowOf(delivery.id)).toEqual(delivery);
        expect(await numbersOf(delivery.id)).toEqual([1]);
      }
    });

    it.each(["retrying", "exhausted", "skipped", "cancelled"] as const)(
      "lets %s not overwrite delivered, and keeps the attempt",
      async (state) => {
        const delivered = deliveryAt(subscription, T0);
        await ports.recorder.record([{ delivery: delivered, attempt: attemptAt(T0) }]);
        const late = { delivery: { ...delivered, state, attempts: 2 }, attempt: attemptAt(T0 + 1, { number: 2 }) };
        expect(await ports.recorder.record([late])).toEqual(["late"]);
        expect(await rowOf(delivered.id)).toEqual({ ...delivered, attempts: 2 });
        expect(await numbersOf(delivered.id)).toEqual([1, 2]);
      },
    );

    it.each([
      ["skipped", "retrying", "skipped"],
      ["cancelled", "exhausted", "cancelled"],
      ["exhausted", "retrying", "exhausted"],
      ["skipped", "delivered", "delivered"],
      ["exhausted", "delivered", "delivered"],
      ["cancelled", "delivered", "cancelled"],
    ] as const)(
      "a delivery that is %s stays so when a late attempt says %s, unless it arrived",
      async (state, late, end) => {
        const ended = deliveryAt(subscription, T0, { state, attempts: 0 });
        await ports.recorder.record([{ delivery: ended }]);
        const attempt = { delivery: { ...ended, state: late, attempts: 1 }, attempt: attemptAt(T0) };
        expect(await ports.recorder.record([attempt])).toEqual(["late"]);
        expect((await rowOf(ended.id))?.state).toBe(end);
        expect(await numbersOf(ended.id)).toEqual([1]);
      },
    );

    it("keeps both attempts when a late one has the same number", async () => {
      const delivery = deliveryAt(subscription, T0);
      await ports.recorder.record([{ delivery, attempt: attemptAt(T0) }]);
      const late = {
        delivery: { ...delivery, state: "retrying" as const },
        attempt: attemptAt(T0 + 1, { status: 500 }),
      };
      expect(await ports.recorder.record([late])).toEqual(["late"]);
      const again = attemptAt(T0 + 1, { status: 500, number: 2 });
      expect(await ports.logReader.listAttempts(delivery.id)).toEqual([attemptAt(T0), again]);
      expect(await rowOf(delivery.id)).toEqual({ ...delivery, attempts: 2, attemptsBeforeRun: 1 });
    });

    it.each([
      ["delivered", "delivered"],
      ["delivered", "retrying"],
      ["retrying", "delivered"],
      ["retrying", "exhausted"],
    ] as const)("takes one delivery twice in a call: %s, then %s", async (first, second) => {
      const delivery = deliveryAt(subscription, T0);
      const records = [first, second].map((state, n) => ({
        delivery: { ...delivery, state, updatedAt: iso(T0 + n) },
        attempt: attemptAt(T0 + n),
      }));
      expect(await ports.recorder.record(records)).toEqual([undefined, "late"]);
      const expected = [first, second].includes("delivered") ? "delivered" : second;
      expect(await rowOf(delivery.id)).toMatchObject({ state: expected, attempts: 2 });
      expect(await numbersOf(delivery.id)).toEqual([1, 2]);
    });

    it("does nothing for no records", async () => {
      expect(await ports.recorder.record([])).toEqual([]);
    });
  });

  describe("DeliveryReader", () => {
    it("reads subscriptions and deliveries once when keys repeat", async () => {
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const delivery = deliveryAt(subscription, T0);
      await ports.recorder.record([{ delivery, attempt: attemptAt(T0) }]);
      const key = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
      const missing = { ...key, subscriptionId: subscriptionAt("x", T0).id };
      const untried = deliveryAt(subscription, T0 + 1).id;
      const context = await ports.deliveries.loadContext([key, key, missing], [delivery.id, untried, delivery.id]);
      expect([...context.subscriptions]).toEqual([[subscription.id, subscription]]);
      expect([...context.tenants.keys()]).toEqual([subscription.tenantId]);
      expect([...context.deliveries]).toEqual([[delivery.id, delivery]]);
    });

    it("reads more than one call can carry", async () => {
      const made = Array.from({ length: 130 }, (_, n) => deliveryAt(subscription, T0 + n));
      await ports.recorder.record(made.map((delivery) => ({ delivery })));
      const { deliveries } = await ports.deliveries.loadContext(
        [],
        made.map((d) => d.id),
      );
      expect(deliveries.size).toBe(130);
    });

    it("reads nothing for no keys", async () => {
      const context = await ports.deliveries.loadContext([], []);
      const none = new Map();
      expect(context).toEqual({ subscriptions: none, tenants: none, deliveries: none, health: none });
    });

    it("hides expired deliveries and attempts", async () => {
      const delivery = deliveryAt(subscription, T0);
      await ports.recorder.record([{ delivery, attempt: attemptAt(T0) }]);
      ports.setNow(T0 + 30 * DAY_MS);
      expect((await ports.deliveries.loadContext([], [delivery.id])).deliveries.size).toBe(0);
      expect(await numbersOf(delivery.id)).toEqual([]);
    });
  });
}
