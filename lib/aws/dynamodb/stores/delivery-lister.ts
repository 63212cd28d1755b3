import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { DeliveryFilter } from "../../../core/log/log-filters.ts";
import type { LogReader } from "../../../core/log/log-reader.ts";
import type { Delivery, DeliveryState } from "../../../core/model/delivery.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { deliveriesById, deliveryIn } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allOf, oneOf } from "../driver/conditions.ts";
import { MAX_READ, type MergedList } from "../driver/merged-page.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { deliveryKey, deliveryPks, statePks } from "../keys/delivery-keys.ts";
import { STATE_INDEX } from "../table.ts";
import { listReader, nextOf, rangeOf } from "./list-reader.ts";

type DeliveryLister = Pick<LogReader, "getDeliveries" | "listDeliveries">;

/** The part of the log that has deliveries. Apart from the rest, so that a function's bundle needs no events for it. */
export function dynamoDeliveryLister(table: TableAccess, mostRead = MAX_READ): DeliveryLister {
  const batchGet = batchGetter(table);
  const readPage = listReader(table, mostRead);
  return { getDeliveries, listDeliveries };

  async function getDeliveries(ids: string[]): Promise<Map<string, Delivery>> {
    return deliveriesById(await batchGet(ids.map(deliveryKey)));
  }

  async function listDeliveries(
    { tenantId, subscriptionId }: SubscriptionKey,
    filter: DeliveryFilter,
    page: PageRequest,
  ): Promise<Page<Delivery>> {
    const read = await readPage(subscriptionId, deliveryList(subscriptionId, filter), page);
    const deliveries = isIndexed(filter) ? await currentOf(read.rows, filter) : read.rows.map(deliveryIn);
    // A subscription belongs to one tenant, and so do all its deliveries.
    if (deliveries.some((delivery) => delivery.tenantId !== tenantId)) return { items: [] };
    return { items: deliveries, ...nextOf(subscriptionId, read) };
  }

  /** The rows that the index lists, as they are now. Leaves out rows that no longer meet the filter. */
  async function currentOf(listed: TableRow[], { states, failure }: DeliveryFilter): Promise<Delivery[]> {
    const found = new Map((await batchGet(listed.map(tableKeyOf))).map((row) => [keyOf(row), row]));
    const rows = listed.flatMap((row) => found.get(keyOf(row)) ?? []).map(deliveryIn);
    return rows.filter(
      (row) => (states?.includes(row.state) ?? true) && (failure === undefined || row.failure === failure),
    );
  }
}

const tableKeyOf = ({ pk, sk }: TableRow) => ({ pk, sk });
const keyOf = ({ pk, sk }: TableRow): string => `${pk} ${sk}`;

/** The states in the index. Only they can have a failure. */
const INDEXED = ["pending", "retrying", "held", "exhausted", "skipped", "cancelled"] as const satisfies DeliveryState[];

const isIndexed = ({ states, failure }: DeliveryFilter): boolean =>
  failure !== undefined || (states !== undefined && !states.includes("delivered"));

/** Takes the index if it has all deliveries that the filter asks for. The rest of the filter becomes a condition. */
function deliveryList(subscriptionId: string, filter: DeliveryFilter): MergedList {
  const { states, failure, types, order = "newest" } = filter;
  const common = { order, ...rangeOf(filter) };
  const ofType = oneOf("type", types);
  if (!isIndexed(filter)) {
    return { ...common, pks: deliveryPks(subscriptionId), condition: allOf([ofType, oneOf("state", states)]) };
  }
  const indexed = INDEXED.filter((state) => states?.includes(state) ?? true);
  const condition = allOf([ofType, oneOf("failure", failure === undefined ? undefined : [failure])]);
  return { ...common, index: STATE_INDEX, pks: statePks(subscriptionId, indexed), condition };
}
