import { useMemo } from "react";
import type { Filters } from "../../client/use-url-filters.ts";
import { listSameAs, type SameAs } from "../../components/site.ts";

/** What alerts can be filtered by. `show` is empty for those that are open. */
export const ALERT_FILTERS = ["show", "type", "tenantId", "subscriptionId"] as const;

export type AlertFilters = Filters<(typeof ALERT_FILTERS)[number]>;

export type AlertQuery = ReturnType<typeof useAlertQuery>;

/** The filters as the API takes them. */
export function useAlertQuery({ show, type, tenantId, subscriptionId }: AlertFilters) {
  return useMemo(
    () => ({
      ...(show !== "all" && { open: show === "past" ? ("false" as const) : ("true" as const) }),
      ...(type && { type }),
      ...(tenantId && { tenantId }),
      ...(subscriptionId && { subscriptionId }),
    }),
    [show, type, tenantId, subscriptionId],
  );
}

/** The command lists open alerts, or all of them. */
export function sameAsAlerts(query: AlertQuery): SameAs {
  const { open, ...others } = query;
  const { command = [], request } = listSameAs(["alerts", "list"], "/api/v1/alerts", others);
  const all = { ...request, query: { ...request.query, ...(open && { open }) } };
  if (open === "false") return { request: all };
  return { command: open ? [...command, "--open"] : command, request: all };
}
