import type { TenantRef } from "../../../core/model/tenant.ts";
import type { ErasePage } from "../../../core/tenant-deletion/deletion-ports.ts";
import { pooled } from "../../kit/pooled.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { readMergedPage } from "../driver/merged-page.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { claimNamesIn, subscriptionIdsIn } from "../event-rows.ts";
import { claimKey, eventPks } from "../keys/event-keys.ts";
import { eventPartsPk } from "../keys/event-part-keys.ts";
import type { deliveryErasure } from "./delivery-erasure.ts";

/** An event can have 256 KiB of data. */
const PAGE = 25;
const PARALLEL_EVENTS = 4;

/** The most deliveries of the events in a page, unless its first event alone has more. */
const MOST_DELIVERIES = 10_000;

/** Erases a tenant's events, oldest first, with their deliveries and claims. */
export function eventErasure(table: TableAccess, deliveries: ReturnType<typeof deliveryErasure>): ErasePage {
  const batchDelete = batchDeleter(table);

  /** A page can be empty before the last one, because DynamoDB takes a few days to delete expired rows. */
  return async function erasePage({ tenantId, incarnation, after }) {
    const of = { tenantId, incarnation };
    const { rows, next } = await readMergedPage(table, { pks: eventPks(of), order: "oldest", after }, PAGE);
    const some = withFewDeliveries(rows);
    let erased = 0;
    await pooled(some, PARALLEL_EVENTS, async (row) => {
      const count = await eraseEvent(of, row);
      erased += count;
    });
    const place = some.length < rows.length ? some.at(-1)?.sk : next;
    return { events: some.length, deliveries: erased, done: place === undefined, next: place };
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

/** The first events whose deliveries one page can erase, at least one event. */
function withFewDeliveries(rows: TableRow[]): TableRow[] {
  let deliveries = 0;
  const tooMany = rows.findIndex((row, index) => {
    deliveries += matchesIn(row);
    return index > 0 && deliveries > MOST_DELIVERIES;
  });
  return tooMany < 0 ? rows : rows.slice(0, tooMany);
}

const matchesIn = ({ deliveries = 0, skipped = 0, undecided = 0 }: TableRow): number =>
  Number(deliveries) + Number(skipped) + Number(undecided);
