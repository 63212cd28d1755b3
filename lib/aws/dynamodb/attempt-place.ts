import type { DeliveryRecord } from "../../core/delivery/delivery-store.ts";
import { withoutAnswer } from "../../core/log/erasing.ts";
import type { Attempt, Delivery } from "../../core/model.ts";
import { deliveryRow, packedInRowOf } from "./delivery-rows.ts";
import { packAttempts, unpackAttempts } from "./packed-attempt.ts";
import { writeUnitsOf } from "./row-size.ts";
import type { Retention } from "./rows.ts";

/**
 * Where an attempt is stored. An attempt goes into its delivery's row if that write takes no more units than without
 * it: then the attempt costs nothing. Otherwise, it has a row of its own, and so have all attempts after it.
 *
 * Returns the attempts to put into the delivery's row, packed; undefined if the attempt needs a row of its own.
 */
export function packedInto(
  retention: Retention,
  { before, delivery, attempt }: DeliveryRecord,
): Uint8Array | undefined {
  if (!attempt) return undefined;
  if (attempt.number === 1) return packAttempts(delivery, [attempt]);
  const packedBefore = before && packedInRowOf(before);
  const earlier = packedBefore ? unpackAttempts(before, packedBefore) : [];
  if (earlier.length !== attempt.number - 1) return undefined;
  const packed = packAttempts(delivery, [...earlier.map(keptOf(delivery)), attempt]);
  const units = (of: Delivery, first?: Uint8Array) => writeUnitsOf(deliveryRow(retention, of, first));
  return before && units(delivery, packed) <= units(before, packedBefore) ? packed : undefined;
}

/** An erasure marks the delivery before it removes the answers, so a writer in between removes them too. */
const keptOf =
  ({ contentErasedAt }: Delivery) =>
  (attempt: Attempt): Attempt =>
    contentErasedAt === undefined ? attempt : withoutAnswer(attempt);
