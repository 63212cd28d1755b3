import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { useLivePages } from "../../client/use-live-pages.ts";
import { isAtTop, LiveList } from "../../components/live-list.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { isWaiting, type ListedDelivery } from "../delivery/delivery-types.ts";
import { recoverPath } from "../recover/recover-path.ts";
import { useTenant } from "../tenant-context.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { DeliveryFilterBar } from "./delivery-filter-bar.tsx";
import type { DeliveryFilters, DeliveryQuery } from "./delivery-filters.ts";
import { SelectableRow } from "./selectable-row.tsx";
import { useSelection } from "./use-selection.ts";

interface FilteredDeliveriesProps {
  endpointId: string;
  filters: DeliveryFilters;
  query: DeliveryQuery;
  onFilter(changed: Partial<DeliveryFilters>): void;
}

const idOf = ({ id }: ListedDelivery): string => id;
const timeOf = ({ createdAt }: ListedDelivery): string => createdAt;

/** The deliveries of an endpoint that match filters. */
export function FilteredDeliveries({ endpointId, filters, query, onFilter }: FilteredDeliveriesProps): ReactNode {
  const { api, can } = useTenant();
  const pages = useLivePages<ListedDelivery>({
    key: ["deliveries", endpointId, query],
    read: (page, signal) => {
      const params = { path: { id: endpointId }, query: { ...query, ...page } };
      return answered(api.GET("/api/v1/subscriptions/{id}/deliveries", { params, signal }));
    },
    idOf,
    timeOf,
    isWaiting,
    mayMove: isAtTop,
  });
  const selection = useSelection(JSON.stringify(query));
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <DeliveryFilterBar filters={filters} error={pages.error} onChange={onFilter} />
      {can("repair") && pages.items.length > 0 && (
        <div className="list-head small">
          <button type="button" className="button small" onClick={() => selection.choose(pages.items.map(idOf))}>
            {text("deliveries.selectAll", { count: pages.items.length })}
          </button>
          <Link href={recoverPath(endpointId, query)}>{text("deliveries.recoverAll")}</Link>
        </div>
      )}
      <LiveList
        label={text("deliveries.title")}
        pages={pages}
        keyOf={idOf}
        row={(delivery) => <SelectableRow delivery={delivery} selection={selection} />}
        nothing={isFiltered ? <Nothing title={text("deliveries.none")} /> : <NothingSent />}
      />
      {selection.ids.size > 0 && <BulkBar deliveries={pages.items} selection={selection} />}
    </>
  );
}

const NothingSent = (): ReactNode => (
  <Nothing title={text("deliveries.empty.title")}>{text("deliveries.empty.text")}</Nothing>
);
