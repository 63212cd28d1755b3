import type { Leases } from "../../../core/kit/leases.ts";
import type { ReplayPlaces } from "../../../core/replay/replay-places.ts";
import { getRow } from "../driver/get-row.ts";
import { leaseEnder } from "../driver/lease-end.ts";
import { leaseTaker } from "../driver/lease-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { replayPlacesKey } from "../keys.ts";

/** The places of a tenant's replays are leases in one row. DynamoDB deletes the row once the last of them has ended. */
export function dynamoReplayPlaces(table: TableAccess): ReplayPlaces {
  const take = leaseTaker(table);
  const end = leaseEnder(table);

  return {
    async takePlace(of, { id, untilMs }, most) {
      const key = replayPlacesKey(of);
      const row = await getRow(table, key, "reading the places of replays failed");
      const expiresAt = Math.ceil(untilMs / 1000);
      const taken = await take(key, row?.leases as Leases | undefined, { id, wanted: 1, most, untilMs, expiresAt });
      return taken === 1;
    },
    leavePlace: (of, id) => end(replayPlacesKey(of), id),
  };
}
