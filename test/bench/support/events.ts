import { deliveryId, eventIdOf, newUlid } from "../../../lib/core/ids.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import { PRODUCER, subscriptionId } from "./tenant.ts";

export const INVOICE_PAID = "invoice.paid";
const OCCURRED = "2026-01-31T12:00:00.000Z";

const LINE = '{"product":"prod_analytics","description":"Analytics, per seat","quantity":12,"amount":4900}';

/** The JSON of an invoice, with exactly `bytes` bytes. */
export function invoiceOf(bytes: number): string {
  const invoice = (lines: string, memo: string) =>
    `{"id":"in_1001","customer":"cus_204","currency":"eur","lines":[${LINE}${lines}],"memo":"${memo}"}`;
  const spare = bytes - invoice("", "").length;
  const lines = `,${LINE}`.repeat(Math.floor(spare / (LINE.length + 1)));
  return invoice(lines, "-".repeat(spare - lines.length));
}

/** A delivery of a new event to the `n`-th subscription. */
export function invoiceTaskOf(data: string, n: number): DeliveryTask {
  const ulid = newUlid(Date.now());
  return {
    deliveryId: deliveryId(ulid, subscriptionId(n)),
    subscriptionId: subscriptionId(n),
    event: { id: eventIdOf(ulid), ulid, tenantId: PRODUCER.tenant.id, type: INVOICE_PAID, occurredAt: OCCURRED, data },
    queuedAt: new Date().toISOString(),
    round: 0,
    attemptsBefore: 0,
    idleRounds: 0,
    run: 0,
    trigger: "scheduled",
  };
}

/** The body that the `standard` dialect renders for an event. */
export const standardBody = (data: string): Buffer =>
  Buffer.from(`{"type":"${INVOICE_PAID}","timestamp":"${OCCURRED}","data":${data}}`);
