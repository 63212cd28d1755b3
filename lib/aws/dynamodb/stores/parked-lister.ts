import type { ParkedLister } from "../../../core/delivery/parking.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { deliveryIdIn } from "../keys/delivery-keys.ts";
import { parkedPks } from "../keys/parked-keys.ts";
import { dueRowsReader } from "./due-rows.ts";

export function dynamoParkedLister(table: TableAccess): ParkedLister {
  const dueRows = dueRowsReader(table);
  return {
    listParked: async (untilMs, limit) => (await dueRows(parkedPks(), untilMs, limit)).map(deliveryIdIn),
  };
}
