import { useMemo } from "react";
import type { Filters } from "../../client/use-url-filters.ts";
import { TIME_FILTERS, useTimeSpan } from "../../components/time-filter.tsx";

/** What the deliveries of an endpoint can be filtered by. `id` is any id from the wire. */
export const DELIVERY_FILTERS = ["id", "state", "failure", "type", ...TIME_FILTERS] as const;

export type DeliveryFilters = Filters<(typeof DELIVERY_FILTERS)[number]>;

export type DeliveryQuery = ReturnType<typeof useDeliveryQuery>;

/** The filters as the API takes them. */
export function useDeliveryQuery(filters: DeliveryFilters) {
  const { state, failure, type } = filters;
  const span = useTimeSpan(filters);
  return useMemo(
    () => ({ ...(state && { state }), ...(failure && { failure }), ...(type && { type }), ...span }),
    [state, failure, type, span],
  );
}

/** Failure classes that people look for. The API knows each `http-` status. */
export const FAILURES = [
  "http-400",
  "http-401",
  "http-403",
  "http-404",
  "http-429",
  "http-500",
  "http-502",
  "http-503",
  "http-504",
  "timeout-headers",
  "timeout-connect",
  "too-slow",
  "connect",
  "dns",
  "tls",
  "blocked-address",
  "protocol",
];
