import { useMemo } from "react";
import type { Filters } from "../../client/use-url-filters.ts";
import { TIME_FILTERS, useTimeSpan } from "../../components/time-filter.tsx";
import { THING_TYPES, type ThingType } from "./thing-types.ts";

/** What the audit log can be filtered by. */
export const AUDIT_FILTERS = ["actor", "action", "resourceType", "resourceId", "tenantId", ...TIME_FILTERS] as const;

export type AuditFilters = Filters<(typeof AUDIT_FILTERS)[number]>;

/** The filters as the API takes them. */
export function useAuditQuery(filters: AuditFilters) {
  const { actor, action, resourceType, resourceId, tenantId } = filters;
  const span = useTimeSpan(filters);
  return useMemo(
    () => ({
      ...(actor && { actor }),
      ...(action && { action }),
      ...(isThingType(resourceType) && { resourceType }),
      ...(resourceId && { resourceId }),
      ...(tenantId && { tenantId }),
      ...span,
    }),
    [actor, action, resourceType, resourceId, tenantId, span],
  );
}

const isThingType = (type: string): type is ThingType => (THING_TYPES as readonly string[]).includes(type);
