import type { Delivery } from "../../core/model/delivery.ts";
import type { DeliveryRowChange } from "../../core/tally/count-changes.ts";
import { deliveryIn } from "./delivery-rows.ts";
import { type AttributeMap, fromItem } from "./driver/attribute-values.ts";
import type { TableRow } from "./driver/table-access.ts";

/**
 * A record of the table's stream. A record of a delivery has the row before and after the change
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
 */
export interface ChangeRecord {
  eventID?: string | undefined;
  dynamodb?: { NewImage?: object | undefined; OldImage?: object | undefined } | undefined;
}

/** As much of a record's id as tells the records of the last hours apart. */
const ID_LENGTH = 12;

/**
 * The change of a delivery in a record. A row in a form that is not known has no delivery.
 *
 * @param unreadable called with the error of such a row
 */
export function deliveryChangeIn(record: ChangeRecord, unreadable: (error: Error) => void): DeliveryRowChange {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  const change = { recordId: String(record.eventID).slice(0, ID_LENGTH) };
  try {
    return { ...change, before: deliveryOf(OldImage), after: deliveryOf(NewImage) };
  } catch (error) {
    unreadable(error as Error);
    return { ...change, before: undefined, after: undefined };
  }
}

function deliveryOf(image: object | undefined): Delivery | undefined {
  if (!image) return undefined;
  const delivery = deliveryIn(fromItem(image as AttributeMap) as TableRow);
  if (Number.isNaN(Date.parse(delivery.updatedAt))) throw new Error("a delivery's row has no time of its change");
  return delivery;
}
