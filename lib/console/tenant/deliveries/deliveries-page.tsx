import type { ReactNode } from "react";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { text } from "../../texts/texts.ts";
import { EndpointFrame } from "../endpoint/endpoint-frame.tsx";
import { sameAsDeliveries } from "../same-as.ts";
import { DELIVERY_FILTERS, useDeliveryQuery } from "./delivery-filters.ts";
import { DeliveryFinder } from "./delivery-finder.tsx";
import { FilteredDeliveries } from "./filtered-deliveries.tsx";

/** The deliveries of an endpoint: all that match filters, or the one with an id. */
export function DeliveriesPage({ id }: { id: string }): ReactNode {
  const [filters, change] = useUrlFilters(DELIVERY_FILTERS);
  const query = useDeliveryQuery(filters);
  return (
    <EndpointFrame id={id} title={text("deliveries.title")} sameAs={sameAsDeliveries(id, query)}>
      {() => (
        <>
          <DeliveryFinder endpointId={id} wanted={filters.id} onSearch={(wanted) => change({ id: wanted })} />
          {filters.id === "" && (
            <FilteredDeliveries endpointId={id} filters={filters} query={query} onFilter={change} />
          )}
        </>
      )}
    </EndpointFrame>
  );
}
