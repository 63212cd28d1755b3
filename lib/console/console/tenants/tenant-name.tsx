import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { RowText } from "../../components/row-text.tsx";
import type { KnownTenant } from "./tenant-requests.ts";

/** A tenant’s name and ID, in a row of a list. */
export const TenantName = ({ tenant: { id, name } }: { tenant: KnownTenant }): ReactNode => (
  <RowText title={<Foreign>{name || id}</Foreign>}>
    <Foreign>{id}</Foreign>
  </RowText>
);
