import type { ReactNode } from "react";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import type { ListedDelivery } from "../delivery/delivery-types.ts";
import { useTenant } from "../tenant-context.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import type { Selection } from "./use-selection.ts";

/** A delivery in a list, and a box that chooses it for those who may repair. */
export function SelectableRow({ delivery, selection }: { delivery: ListedDelivery; selection: Selection }): ReactNode {
  const { can } = useTenant();
  if (!can("repair")) return <DeliveryRow delivery={delivery} />;
  const { id, type, eventId } = delivery;
  return (
    <div className="selectable">
      <input
        type="checkbox"
        aria-label={text("deliveries.select", { what: plainText(`${type} ${eventId}`) })}
        checked={selection.ids.has(id)}
        onChange={() => selection.toggle(id)}
      />
      <DeliveryRow delivery={delivery} />
    </div>
  );
}
