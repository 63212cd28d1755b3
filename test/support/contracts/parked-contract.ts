import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { deliveryAt, iso, subscriptionAt, T0 } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** Long before the deliveries of other contracts, so that a list of what is due then has those of one test only. */
let years = 0;

const parkedOf = (ms: number, fields: Partial<Delivery> = {}): Delivery =>
  deliveryAt(subscriptionAt("acme", T0), ms, { state: "retrying", parkedUntil: iso(ms), ...fields });

/** The contract of `ParkedLister`. */
export function parkedContract(open: OpenTable): void {
  async function parked(...deliveries: Delivery[]): Promise<TablePorts & { ids: string[] }> {
    const ports = open();
    const put = deliveries.map((after) => ({ before: undefined, after }));
    expect(await ports.editor.replaceDeliveries(put)).toEqual(put.map(() => true));
    return { ...ports, ids: deliveries.map(({ id }) => id) };
  }
  /** A time of its own for each test: the index has the rows of all tests. */
  const dueFrom = () => Date.parse("1990-01-01T00:00:00.000Z") + years++ * 366 * 86_400_000;

  describe("parked deliveries", () => {
    it("are listed once they are due, the longest overdue first", async () => {
      const at = dueFrom();
      const times = [30, 10, 40, 20].map((ms) => iso(at + ms));
      const { parked: lister, ids } = await parked(...times.map((parkedUntil) => parkedOf(T0, { parkedUntil })));
      const [third, first, , second] = ids;
      const listed = (await lister.listParked(at + 30, 100)).filter((id) => ids.includes(id));
      expect(listed).toEqual([first, second, third]);
    });

    it("are listed up to a limit", async () => {
      const at = dueFrom();
      const { parked: lister } = await parked(...[1, 2, 3].map((ms) => parkedOf(T0, { parkedUntil: iso(at + ms) })));
      expect(await lister.listParked(at + 10, 2)).toHaveLength(2);
    });

    it("are no longer listed when they have a message or have ended", async () => {
      const at = dueFrom();
      const rows = [parkedOf(T0, { parkedUntil: iso(at) }), parkedOf(T0, { parkedUntil: iso(at) })] as const;
      const { parked: lister, editor, deliveries, ids } = await parked(...rows);
      const [queued, cancelled] = rows;
      await editor.replaceDeliveries([
        { before: queued, after: { ...queued, parkedUntil: undefined } as unknown as Delivery },
        { before: cancelled, after: { ...cancelled, state: "cancelled" } },
      ]);
      expect((await lister.listParked(at, 1000)).filter((id) => ids.includes(id))).toEqual([]);
      expect((await deliveries.loadContext([], [queued.id])).deliveries.get(queued.id)?.parkedUntil).toBeUndefined();
    });
  });
}
