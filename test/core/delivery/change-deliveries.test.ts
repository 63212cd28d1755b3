import { describe, expect, it } from "vitest";
import { changeDeliveries, type WantedChange } from "../../../lib/core/delivery/change-deliveries.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const A = deliveryInState("pending", { id: "dlv_A" });
const B = deliveryInState("pending", { id: "dlv_B" });

/** Rows, and rivals that change a row just before each of so many of our writes. */
function store(rivals = 0) {
  const world = memoryWorld(() => 0);
  for (const row of [A, B]) world.deliveries.put(row.id, row);
  const editor = memoryDeliveryEditor(world);
  let left = rivals;
  const reads: string[][] = [];
  const writes: string[][] = [];
  const row = (id: string) => world.deliveries.get(id) as Delivery;
  const ports = {
    log: {
      getDeliveries: async (ids: string[]) => {
        reads.push(ids);
        return new Map(ids.map((id) => [id, row(id)]));
      },
    },
    editor: {
      replaceDeliveries: async (changes: Parameters<typeof editor.replaceDeliveries>[0]) => {
        writes.push(changes.map(({ after }) => after.id));
        if (left-- > 0) world.deliveries.put(A.id, { ...row(A.id), attempts: row(A.id).attempts + 1 });
        return editor.replaceDeliveries(changes);
      },
    },
  };
  return { ports, reads, writes, row };
}

const cancelling = (id: string): WantedChange => ({
  id,
  change: (row) => row && { ...row, state: "cancelled", attemptsBeforeRun: row.attempts },
});

describe("changing deliveries", () => {
  it("writes every row once if nobody else changes it", async () => {
    const { ports, reads, row } = store();
    const changed = await changeDeliveries(
      ports,
      [A, B].map(({ id }) => cancelling(id)),
    );
    expect(changed.map(({ id }) => id)).toEqual([A.id, B.id]);
    expect([row(A.id).state, row(B.id).state]).toEqual(["cancelled", "cancelled"]);
    expect(reads).toEqual([[A.id, B.id]]);
  });

  it("reads and changes again only the rows that others wrote in between", async () => {
    const { ports, reads, row } = store(2);
    await changeDeliveries(
      ports,
      [A, B].map(({ id }) => cancelling(id)),
    );
    expect(row(A.id)).toMatchObject({ state: "cancelled", attempts: 2, attemptsBeforeRun: 2 });
    expect(reads).toEqual([[A.id, B.id], [A.id], [A.id]]);
  });

  it("gives up on a row that changes every time, and says which rows were written", async () => {
    const { ports, row, writes } = store(99);
    const changed = await changeDeliveries(
      ports,
      [A, B].map(({ id }) => cancelling(id)),
    );
    expect(changed.map(({ id }) => id)).toEqual([B.id]);
    expect(row(A.id).state).toBe("pending");
    expect(writes).toEqual([[A.id, B.id], [A.id], [A.id], [A.id], [A.id]]);
  });

  it("starts with the known rows", async () => {
    const { ports, reads } = store();
    await changeDeliveries(ports, [cancelling(A.id)], new Map([[A.id, A]]));
    expect(reads).toEqual([]);
  });

  it("leaves a row that needs no change, and counts a row that is already as wanted", async () => {
    const { ports, reads, writes } = store();
    const leave = { id: A.id, change: () => undefined };
    const keep = { id: B.id, change: (row: Delivery | undefined) => row };
    expect(await changeDeliveries(ports, [leave, keep])).toEqual([B]);
    expect([reads, writes.flat()]).toEqual([[[A.id, B.id]], []]);
  });

  it("tells a change whether others wrote in between", async () => {
    const { ports } = store(1);
    const contended: boolean[] = [];
    const change: WantedChange["change"] = (row, isContended) => {
      contended.push(isContended);
      return row && { ...row, state: "cancelled" };
    };
    await changeDeliveries(ports, [{ id: A.id, change }]);
    expect(contended).toEqual([false, true]);
  });
});
