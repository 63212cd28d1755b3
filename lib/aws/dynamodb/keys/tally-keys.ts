import type { Resolution, TallyScope } from "../../../core/tally/sheets.ts";
import type { RowKey } from "../table.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

/** The tallies of the operator have one partition, which gets a few writes for each batch of the stream. */
const TALLY_PREFIX = "Y#";

export function talliesPk(scope: TallyScope): string {
  if (scope === "operator") return TALLY_PREFIX;
  return TALLY_PREFIX + ("subscriptionId" in scope ? scope.subscriptionId : tenantPlaceOf(scope));
}

/** The subscription whose tallies a row has. */
export const subscriptionOfTallies = ({ pk }: RowKey): string => pk.slice(TALLY_PREFIX.length);

/**
 * @param startIso when the sheet begins: `2026-01-31` for a sheet of hours, and `2026-01-31T12` for one of minutes
 */
export const tallyKey = (scope: TallyScope, resolution: Resolution, startIso: string): RowKey => ({
  pk: talliesPk(scope),
  sk: `${resolution === "hour" ? "D" : "H"}#${startIso}`,
});
