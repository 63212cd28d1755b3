import { beforeEach, describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { attemptAt, DAY_MS, deliveryAt, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** The contract of `LogReader.listDeliveries`. */
export function deliveryListContract(open: OpenTable): void {
  describe("LogReader.listDeliveries", () => {
    let ports: TablePorts;
    let subscription: Subscription;

    beforeEach(() => {
      ports = open();
      subscription = subscriptionAt(tenantOf().id, T0);
    });

    const keyOf = ({ tenantId, id }: Subscription) => ({ tenantId, subscriptionId: id });

    async function tried(count: number, of = subscription): Promise<Delivery[]> {
      const made = Array.from({ length: count }, (_, n) =>
        deliveryAt(of, T0 + n, { state: n % 5 === 0 ? "retrying" : "delivered", ...(n % 7 === 0 && { test: true }) }),
      );
      await ports.recorder.record(made.map((delivery) => ({ delivery, attempt: attemptAt(T0) })));
      return made;
    }

    async function pages(limit: number): Promise<Delivery[][]> {
      const all: Delivery[][] = [];
      let after: string | undefined;
      do {
        const page = await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit, after });
        all.push(page.items);
        after = page.next;
      } while (after);
      return all;
    }

    it("pages through all of them once, newest first", async () => {
      const made = await tried(23);
      await tried(3, subscriptionAt(subscription.tenantId, T0));
      const read = await pages(5);
      expect(read.map((page) => page.length)).toEqual([5, 5, 5, 5, 3]);
      expect(read.flat()).toEqual(made.toReversed());
    });

    it("returns no cursor when the last page is full", async () => {
      await tried(10);
      expect((await pages(5)).map((page) => page.length)).toEqual([5, 5]);
      expect(await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 100 })).not.toHaveProperty("next");
    });

    it("keeps its place when newer deliveries arrive", async () => {
      const made = await tried(6);
      const first = await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 3 });
      await ports.recorder.record([{ delivery: deliveryAt(subscription, T0 + 1000), attempt: attemptAt(T0) }]);
      const second = await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 3, after: first.next });
      expect([...first.items, ...second.items]).toEqual(made.toReversed());
    });

    it("lists a delivery by its creation time, however late its last attempt", async () => {
      const made = await tried(3);
      const [oldest] = made;
      if (!oldest) throw new Error("nothing was made");
      const again = { ...oldest, attempts: 2, state: "exhausted" as const };
      await ports.recorder.record([{ before: oldest, delivery: again, attempt: attemptAt(T0 + 9_000, { number: 2 }) }]);
      const { items } = await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 10 });
      expect(items).toEqual([made[2], made[1], again]);
    });

    it("is empty for a subscription without deliveries, and for another tenant", async () => {
      await tried(2);
      const others = { tenantId: tenantOf().id, subscriptionId: subscription.id };
      expect(await ports.logReader.listDeliveries(others, {}, { limit: 5 })).toEqual({ items: [] });
      const idle = subscriptionAt(subscription.tenantId, T0);
      expect(await ports.logReader.listDeliveries(keyOf(idle), {}, { limit: 5 })).toEqual({ items: [] });
    });

    it("leaves out expired rows", async () => {
      await tried(4);
      ports.setNow(T0 + 30 * DAY_MS + 5_000);
      expect(await ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 2 })).toEqual({ items: [] });
    });

    it("rejects an unknown cursor and names the field", async () => {
      await tried(3, subscriptionAt(subscription.tenantId, T0 - 5));
      const others = subscriptionAt(subscription.tenantId, T0 - 9);
      await tried(3, others);
      const { next } = await ports.logReader.listDeliveries(keyOf(others), {}, { limit: 1 });
      const bad = ["", "x", "%00", "e30", Buffer.from("2026-03-01T12:00:00.000Z#dlv_1").toString("base64url"), next];
      for (const after of bad) {
        const refused = ports.logReader.listDeliveries(keyOf(subscription), {}, { limit: 1, after });
        const error = await refused.catch((e: unknown) => e);
        expect(error, String(after)).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
      }
    });
  });
}
