import { type ReactNode, useMemo } from "react";
import { TenantContext } from "../../tenant/tenant-context.ts";
import { useConsole } from "../console-context.ts";
import { operatorsView } from "./operators-view.ts";

/** Shows something of a tenant on a page about all tenants. */
export function AsTenant({ id, children }: { id: string; children: ReactNode }): ReactNode {
  const { apiFor, mayChange } = useConsole();
  const view = useMemo(() => operatorsView(id, apiFor, mayChange), [id, apiFor, mayChange]);
  return <TenantContext value={view}>{children}</TenantContext>;
}
