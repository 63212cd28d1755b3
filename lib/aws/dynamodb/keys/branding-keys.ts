import type { TenantRef } from "../../../core/model/tenant.ts";
import type { RowKey } from "../table.ts";
import { OPERATOR_PK } from "./operator-keys.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

/** The operator's own branding of the portal. */
export const operatorBrandingKey = (): RowKey => ({ pk: OPERATOR_PK, sk: "BRANDING" });

/** A logo has a partition of its own, because only its id leads to it. */
export const portalLogoKey = (id: string): RowKey => ({ pk: `LOGO#${id}`, sk: "L" });
export const brandingKey = (of: TenantRef): RowKey => ({ pk: `B#${tenantPlaceOf(of)}`, sk: "B" });
