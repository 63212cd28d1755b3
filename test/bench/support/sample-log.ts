import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import type { TableRow } from "../../../lib/aws/dynamodb/driver/table-access.ts";
import { eventRows } from "../../../lib/aws/dynamodb/event-rows.ts";
import { packAttempts } from "../../../lib/aws/dynamodb/packed-attempt.ts";
import { deliveryId, eventIdOf, firstUlidAt } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { attemptAt, deliveryAt, eventAt, iso } from "../../support/contracts/sample-records.ts";

/** A log with one subscription's deliveries of all the events of its tenant, one per millisecond. */
export interface SampleLog {
  size: number;
  subscription: Subscription;
  sinceMs: number;
}

const retention = { retentionDays: 30 };

/** One delivery in 16 failed, and one in six of those had no connection. One event in 8 is of another type. */
const FAILED_EVERY = 16;
const UNCONNECTED_EVERY = FAILED_EVERY * 6;
const REFUND_EVERY = 8;

export const REFUND = "invoice.refunded";
/** The oldest event is the only one of its type, and its delivery the only one with its failure. */
export const RARE = { type: "invoice.voided", failure: "tls" } as const;

export const ulidOfNth = ({ sinceMs }: SampleLog, n: number): string => firstUlidAt(sinceMs + n);

/** The rows of the events, each with those of its delivery. */
export function* rowsOf(log: SampleLog): Generator<TableRow> {
  const { subscription, sinceMs } = log;
  const sampleEvent = eventAt(subscription.tenantId, sinceMs, { subscriptionIds: [subscription.id] });
  const sampleDelivery = deliveryAt(subscription, sinceMs, { latencyMs: 12 });
  const attempt = attemptAt(sinceMs);
  for (let n = 0; n < log.size; n++) {
    const event = nthEvent(log, n, sampleEvent);
    yield eventRows(retention, event).row;
    const delivery = nthDelivery(event, n, sampleDelivery);
    yield deliveryRow(retention, delivery, packAttempts(delivery, [attempt]));
  }
}

function nthEvent(log: SampleLog, n: number, sample: EventRecord): EventRecord {
  const [ulid, at] = [ulidOfNth(log, n), iso(log.sinceMs + n)];
  return { ...sample, id: eventIdOf(ulid), ulid, type: typeOfNth(n), occurredAt: at, receivedAt: at };
}

function nthDelivery({ id: eventId, ulid, type, receivedAt }: EventRecord, n: number, sample: Delivery): Delivery {
  const failure = failureOfNth(n);
  return {
    ...sample,
    id: deliveryId(ulid, sample.subscriptionId),
    eventId,
    type,
    createdAt: receivedAt,
    updatedAt: receivedAt,
    ...(failure && { state: "exhausted", attempts: 4, failure, lastStatus: undefined }),
  };
}

function typeOfNth(n: number): string {
  if (n === 0) return RARE.type;
  return n % REFUND_EVERY === 0 ? REFUND : "invoice.paid";
}

function failureOfNth(n: number) {
  if (n === 0) return RARE.failure;
  if (n % UNCONNECTED_EVERY === 0) return "connect";
  return n % FAILED_EVERY === 0 ? "http-500" : undefined;
}
