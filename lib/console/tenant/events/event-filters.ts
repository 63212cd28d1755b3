import { useMemo } from "react";
import type { Filters } from "../../client/use-url-filters.ts";
import { TIME_FILTERS, useTimeSpan } from "../../components/time-filter.tsx";

/** What events can be filtered by. `id` is any id from the wire. `state` is that of the endpoint's delivery. */
export const EVENT_FILTERS = ["id", "type", "endpoint", "state", ...TIME_FILTERS] as const;

export type EventFilters = Filters<(typeof EVENT_FILTERS)[number]>;

export type EventQuery = ReturnType<typeof useEventQuery>;

/** The filters as the API takes them. An id names one event, so nothing else counts then. */
export function useEventQuery(filters: EventFilters) {
  const { id, type, endpoint, state } = filters;
  const span = useTimeSpan(filters);
  return useMemo(() => {
    if (id) return { id };
    const of = endpoint && { subscriptionId: endpoint, ...(state && { state }) };
    return { ...(type && { type }), ...of, ...span };
  }, [id, type, endpoint, state, span]);
}
