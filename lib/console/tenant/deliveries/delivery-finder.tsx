import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { pollEvery } from "../../client/live.ts";
import { QueryContent } from "../../components/query-content.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { isWaiting } from "../delivery/delivery-types.ts";
import { useTenant } from "../tenant-context.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import { findDeliveryOf } from "./find-delivery-of.ts";

interface DeliveryFinderProps {
  endpointId: string;
  /** Empty if nothing is searched for. */
  wanted: string;
  onSearch(wanted: string): void;
}

/** Finds the delivery of an endpoint that an id from the wire means. */
export const DeliveryFinder = ({ endpointId, wanted, onSearch }: DeliveryFinderProps): ReactNode => (
  <>
    <SearchField label={text("deliveries.find")} value={wanted} onSearch={(value) => onSearch(value.trim())} />
    {wanted !== "" && <FoundDelivery endpointId={endpointId} wanted={wanted} />}
  </>
);

function FoundDelivery({ endpointId, wanted }: Omit<DeliveryFinderProps, "onSearch">): ReactNode {
  const { api } = useTenant();
  const query = useQuery({
    queryKey: ["find-delivery", endpointId, wanted],
    queryFn: ({ signal }) => findDeliveryOf(api, endpointId, wanted, signal),
    refetchInterval: ({ state }) => pollEvery(!!state.data && isWaiting(state.data)),
  });
  return (
    <QueryContent query={query}>
      {(found) =>
        found === null ? (
          <Nothing title={text("deliveries.notFound")}>{text("deliveries.notFoundText")}</Nothing>
        ) : (
          <ul className="list found" aria-label={text("deliveries.title")}>
            <li>
              <DeliveryRow delivery={found} />
            </li>
          </ul>
        )
      }
    </QueryContent>
  );
}
