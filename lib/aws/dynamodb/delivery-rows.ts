import { eventIdOf, parseDeliveryId, timeOfUlid } from "../../core/ids.ts";
import type { Attempt } from "../../core/model/attempt.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { TableRow } from "./driver/table-access.ts";
import { attemptKey, deliveryIdIn, deliveryKey, statePkOf } from "./keys/delivery-keys.ts";
import { parkedPkOf } from "./keys/parked-keys.ts";
import { packAttempts, unpackAttempts } from "./packed-attempt.ts";
import { type Retention, recordIn, retained } from "./rows.ts";

/** Deliveries and their attempts as rows. The first attempts are in the delivery's row. */

/** The attributes that a change can remove. */
const CLEARED = {
  replayId: undefined,
  nextAttemptAt: undefined,
  heldFor: undefined,
  parkedUntil: undefined,
  holds: undefined,
  eventMissing: undefined,
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
    ...dueFields(delivery),
    ...retained(retention, delivery.updatedAt),
  };
}

/** A parked delivery is listed in the index of what is due. */
function dueFields({ id, state, parkedUntil }: Delivery) {
  if (state !== "retrying" || parkedUntil === undefined) return { duePk: undefined, dueAt: undefined };
  return { duePk: parkedPkOf(id), dueAt: Date.parse(parkedUntil) };
}

/**
 * The row of a delivery.
 *
 * @param first the first attempts, packed
 */
export const deliveryRow = (retention: Retention, delivery: Delivery, first?: Uint8Array): TableRow => ({
  ...deliveryKey(delivery.id),
  ...deliveryFields(retention, delivery),
  first,
});

export function deliveryIn(row: TableRow): Delivery {
  const id = deliveryIdIn(row);
  const { ulid = "", subscriptionId = "" } = parseDeliveryId(id) ?? {};
  const {
    first: _first,
    statePk: _statePk,
    duePk: _duePk,
    dueAt: _dueAt,
    ...fields
  } = recordIn<Omit<Delivery, "id"> & RowFields>(row);
  const implied = { eventId: eventIdOf(ulid), trigger: "scheduled" as const, createdAt: timeOfUlid(ulid) };
  const delivery = { ...implied, ...fields, id, subscriptionId };
  if (row.first instanceof Uint8Array) packedBeside.set(delivery, row.first);
  return delivery;
}

/**
 * The packed attempts in the rows that deliveries were read from. They are no field of a delivery, because changes copy a
 * delivery's fields, and a change that wrote old attempts back could undo an erasure. A copy of a delivery has none:
 * then a further attempt gets a row of its own.
 */
const packedBeside = new WeakMap<Delivery, Uint8Array>();

/** The packed attempts in the row that a delivery was read from. */
export const packedInRowOf = (delivery: Delivery): Uint8Array | undefined => packedBeside.get(delivery);

interface RowFields {
  first?: unknown;
  statePk?: unknown;
  duePk?: unknown;
  dueAt?: unknown;
}

/** The deliveries in rows, by id. */
export const deliveriesById = (rows: TableRow[]): Map<string, Delivery> =>
  new Map(rows.map(deliveryIn).map((delivery) => [delivery.id, delivery]));

/** The attempts in a delivery's row. */
export const attemptsIn = (row: TableRow): Attempt[] =>
  row.first instanceof Uint8Array ? unpackAttempts(deliveryIn(row), row.first) : [];

/** The row of an attempt that is not in its delivery's row. */
export const attemptRow = (retention: Retention, delivery: Delivery, attempt: Attempt): TableRow => ({
  ...attemptKey(delivery.id, attempt.number),
  ...retained(retention, attempt.at),
  packed: packAttempts(delivery, [attempt]),
});

/** The attempts in rows of their own. Earlier releases wrote there all attempts after the first. */
export const attemptsInRows = (delivery: Delivery, rows: TableRow[]): Attempt[] =>
  rows.flatMap((row) => unpackAttempts(delivery, row.packed as Uint8Array));
