import type { DeliveryEditor } from "../../../core/delivery/delivery-store.ts";
import type { LogTable } from "../rows.ts";
import { deliveryWriter } from "./delivery-writes.ts";

/** Replaces each delivery's row if the row hasn't changed since it was read. */
export function dynamoDeliveryEditor(table: LogTable): DeliveryEditor {
  const writeAll = deliveryWriter(table);

  return {
    async replaceDeliveries(changes) {
      const results = await writeAll(changes);
      const fault = results.find((result) => result instanceof Error);
      if (fault) throw fault;
      return results.map((result) => result === "written");
    },
  };
}
