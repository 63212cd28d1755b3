import { eventIdOf, parseDeliveryId, timeOfUlid } from "../../core/ids.ts";
import type { Attempt, Delivery } from "../../core/model.ts";
import type { TableRow } from "./driver/table-access.ts";
import { attemptKey, deliveryIdIn, deliveryKey, statePkOf } from "./keys.ts";
import { packAttempt, unpackAttempt } from "./packed-attempt.ts";
import { type Retention, recordIn, retained } from "./rows.ts";

/** Deliveries and their attempts as rows. The first attempt is in the delivery's row. */

/** The attributes that a change can remove. */
const CLEARED = {
  replayId: undefined,
  nextAttemptAt: undefined,
  lastStatus: undefined,
  latencyMs: undefined,
  failure: undefined,
};

/**
 * A delivery's attributes. What its key says is left out. Undefined stands for an attribute that the row must not have.
 * Retention starts again with each change of a delivery.
 */
export function deliveryFields(retention: Retention, delivery: Delivery) {
  const { id, subscriptionId: _subscription, createdAt: _created, eventId, trigger, ...fields } = delivery;
  const { ulid = "" } = parseDeliveryId(id) ?? {};
  return {
    ...CLEARED,
    ...fields,
    eventId: eventId === eventIdOf(ulid) ? undefined : eventId,
    trigger: trigger === "scheduled" ? undefined : trigger,
    statePk: statePkOf(delivery),
    ...retained(retention, delivery.updatedAt),
  };
}

/** The row of a delivery, with its first attempt. */
export const deliveryRow = (retention: Retention, delivery: Delivery, first?: Attempt): TableRow => ({
  ...deliveryKey(delivery.id),
  ...deliveryFields(retention, delivery),
  first: first && packAttempt(delivery, first),
});

export function deliveryIn(row: TableRow): Delivery {
  const id = deliveryIdIn(row);
  const { ulid = "", subscriptionId = "" } = parseDeliveryId(id) ?? {};
  const { first: _first, statePk: _statePk, ...fields } = recordIn<Omit<Delivery, "id"> & RowFields>(row);
  const implied = { eventId: eventIdOf(ulid), trigger: "scheduled" as const, createdAt: timeOfUlid(ulid) };
  return { ...implied, ...fields, id, subscriptionId };
}

interface RowFields {
  first?: unknown;
  statePk?: unknown;
}

/** The deliveries in rows, by id. */
export const deliveriesById = (rows: TableRow[]): Map<string, Delivery> =>
  new Map(rows.map(deliveryIn).map((delivery) => [delivery.id, delivery]));

/** The first attempt in a delivery's row. */
export const firstAttemptIn = (row: TableRow): Attempt | undefined =>
  row.first instanceof Uint8Array ? unpackAttempt(deliveryIn(row), row.first) : undefined;

/** The row of an attempt after the first. */
export const attemptRow = (retention: Retention, delivery: Delivery, attempt: Attempt): TableRow => ({
  ...attemptKey(delivery.id, attempt.number),
  ...retained(retention, attempt.at),
  packed: packAttempt(delivery, attempt),
});

export const attemptIn = (delivery: Delivery, row: TableRow): Attempt =>
  unpackAttempt(delivery, row.packed as Uint8Array);
