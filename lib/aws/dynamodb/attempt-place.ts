import type { DeliveryRecord } from "../../core/delivery/delivery-store.ts";
import { withoutAnswer } from "../../core/log/erasing.ts";
import type { Attempt } from "../../core/model/attempt.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import { deliveryRow, packedInRowOf } from "./delivery-rows.ts";
import { packAttempts, unpackAttempts } from "./packed-attempt.ts";
import { writeUnitsOf } from "./row-size.ts";
import type { Retention } from "./rows.ts";

/**
 * Decides where an attempt is stored. It goes into its delivery's row if the row then takes no more write units than
 * before: so it costs nothing extra. Otherwise it gets a row of its own, and so do all attempts after it. Two messages
 * may decide from the same row, because only one of their writes finds the row unchanged.
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
