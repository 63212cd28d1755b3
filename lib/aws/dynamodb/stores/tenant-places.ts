import type { Leases } from "../../../core/kit/leases.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import type { TenantPlaces } from "../../../core/tenant-places.ts";
import { getRow } from "../driver/get-row.ts";
import { leaseEnder } from "../driver/lease-end.ts";
import { leaseTaker } from "../driver/lease-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { replayPlacesKey, testPlacesKey } from "../keys/replay-keys.ts";
import type { RowKey } from "../table.ts";

/** The places in which slices of a tenant's replays run. */
export const dynamoReplayPlaces = (table: TableAccess): TenantPlaces => tenantPlaces(table, replayPlacesKey);

/** The places of a tenant's test sends. */
export const dynamoTestPlaces = (table: TableAccess): TenantPlaces => tenantPlaces(table, testPlacesKey);

/** The places are leases in one row. DynamoDB deletes the row once the last of them has ended. */
function tenantPlaces(table: TableAccess, keyOf: (of: TenantRef) => RowKey): TenantPlaces {
  const take = leaseTaker(table);
  const end = leaseEnder(table);

  return {
    async takePlace(of, { id, untilMs }, most) {
      const row = await getRow(table, keyOf(of), "reading a tenant's places failed");
      const expiresAt = Math.ceil(untilMs / 1000);
      const leases = row?.leases as Leases | undefined;
      const taken = await take(keyOf(of), leases, { id, wanted: 1, most, untilMs, expiresAt });
      return taken === 1;
    },
    leavePlace: (of, id) => end(keyOf(of), id),
  };
}
