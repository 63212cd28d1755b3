import type { TenantRef } from "../../../core/model.ts";
import type { ErasePage } from "../../../core/tenant-deletion/deletion-ports.ts";
import { pooled } from "../../kit/pooled.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { readMergedPage } from "../driver/merged-page.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { claimNamesIn, subscriptionIdsIn } from "../event-rows.ts";
import { claimKey, eventPartsPk, eventPks } from "../keys.ts";
import type { deliveryErasure } from "./delivery-erasure.ts";

/** An event can have 256 KiB of data. */
const PAGE = 25;
const PARALLEL_EVENTS = 4;

/** Erases a tenant's events, oldest first, with their deliveries and claims. */
export function eventErasure(table: TableAccess, deliveries: ReturnType<typeof deliveryErasure>): ErasePage {
  const batchDelete = batchDeleter(table);

  return async function erasePage({ tenantId, incarnation }) {
    const of = { tenantId, incarnation };
    const { rows } = await readMergedPage(table, { pks: eventPks(of), order: "oldest" }, PAGE);
    let erased = 0;
    await pooled(rows, PARALLEL_EVENTS, async (row) => {
      const count = await eraseEvent(of, row);
      erased += count;
    });
    return { events: rows.length, deliveries: erased, done: rows.length === 0 };
  };

  /**
   * The event's own row goes last, and the lists of its matches after their deliveries. So the event is found again
   * after a crash, with everything that is left of it.
   */
  async function eraseEvent(of: TenantRef, row: TableRow): Promise<number> {
    const event = { ...of, ulid: row.sk };
    const parts = await queryPartition(table, eventPartsPk(event));
    const subscriptionIds = [...new Set(subscriptionIdsIn([row, ...parts]))];
    const erased = await deliveries.eraseDeliveriesOf(event, subscriptionIds);
    await deliveries.eraseStatuses(subscriptionIds);
    await batchDelete([...parts, ...claimNamesIn(row).map((name) => claimKey(of, name))]);
    await batchDelete([row]);
    return erased;
  }
}
