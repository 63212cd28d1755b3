import * as z from "zod/mini";
import type { StuckLetter } from "../../core/log/dead-letters.ts";

/** A redrive is of all of them: there is nothing to say. */
export const redriveSchema = z.strictObject({});

/** In an order fit to read. */
export function letterView(letter: StuckLetter) {
  const { messageId, reason, deliveryId, tenantId, subscriptionId, sentAt, since } = letter;
  return { messageId, reason, deliveryId, tenantId, subscriptionId, sentAt, since };
}
