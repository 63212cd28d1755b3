import { createContext, useContext } from "react";
import type { components } from "../client/api.d.ts";
import type { ApiClient } from "../client/api-client.ts";

/** What a session may do with a tenant's webhooks. */
export type TenantCapability = components["schemas"]["PortalSession"]["capabilities"][number];

/** The tenant whose pages are shown, and what the page's user may do there. */
export interface TenantView {
  tenantId: string;
  /** The API, with the user's credentials. */
  api: ApiClient;
  /** Whether the user has a capability. Pages don't offer what the API would refuse. */
  can(capability: TenantCapability): boolean;
  /** Present in the operator's console: what no capability of a portal allows. */
  operator?: OperatorsView;
}

/** What only the operator's people see and do. */
interface OperatorsView {
  mayChange: boolean;
  /** Where the audit log of a thing is, such as that of an endpoint. */
  changesOf(id: string): string;
}

export const TenantContext = createContext<TenantView | undefined>(undefined);

/** The tenant whose page this is. */
export function useTenant(): TenantView {
  const tenant = useContext(TenantContext);
  if (!tenant) throw new Error("the page is not a tenant's");
  return tenant;
}
