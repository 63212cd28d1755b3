import type { ApiClient } from "../../client/api-client.ts";
import type { TenantCapability, TenantView } from "../../tenant/tenant-context.ts";
import { auditPath } from "../console-paths.ts";

/** What a key with the role `read` may see of a tenant. */
const VIEWERS: readonly TenantCapability[] = ["view", "viewPayload"];

/** A tenant's pages as the operator's people use them. */
export const operatorsView = (
  tenantId: string,
  apiFor: (tenantId: string) => ApiClient,
  mayChange: boolean,
): TenantView => ({
  tenantId,
  api: apiFor(tenantId),
  can: (capability) => mayChange || VIEWERS.includes(capability),
  operator: { mayChange, changesOf: (resourceId) => auditPath({ tenantId, resourceId }) },
});
