import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import type { KnownTenant } from "./tenant-requests.ts";

/** What a tenant is called, in a row of a list. */
export const TenantName = ({ tenant: { id, name } }: { tenant: KnownTenant }): ReactNode => (
  <span className="row-text">
    <span className="row-title">
      <Foreign>{name || id}</Foreign>
    </span>
    <span className="small soft">
      <Foreign>{id}</Foreign>
    </span>
  </span>
);
