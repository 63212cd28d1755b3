import { Refusal } from "../../core/errors.ts";
import { parseDeliveryId } from "../../core/ids.ts";
import type { Delivery } from "../../core/model.ts";
import { deliveryLogSk } from "./table.ts";

/** The cursor of the page that begins after this delivery: its place in the log, which is the same in all shards. */
export const cursorAfter = (delivery: Delivery): string => Buffer.from(deliveryLogSk(delivery)).toString("base64url");

const LOG_SK = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#(?<id>.+)$/;

/**
 * The place in a subscription's log that a cursor names. Refused with 422 when it is none of this
 * subscription's cursors.
 */
export function placeOf(cursor: string, subscriptionId: string): string {
  const place = Buffer.from(cursor, "base64url").toString();
  const id = LOG_SK.exec(place)?.groups?.id ?? "";
  const ours = Buffer.from(place).toString("base64url") === cursor;
  if (ours && parseDeliveryId(id)?.subscriptionId === subscriptionId) return place;
  throw new Refusal(422, "The cursor is not one that this list gave.", [
    { path: "/after", message: "must be the `next` of an earlier page of this list" },
  ]);
}
