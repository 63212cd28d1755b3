import type { Clock } from "../../../core/clock.ts";
import type { DeliveryRecord } from "../../../core/delivery/delivery-store.ts";
import { lru } from "../../../core/kit/lru.ts";
import type { TableRow } from "../driver/table-access.ts";
import { statusRow } from "../rows.ts";

/** How long a status stays as it is when only its time would change. */
const QUIET_MS = 60_000;

/**
 * The most subscriptions that a process remembers. The status of a forgotten subscription is written once too often.
 */
const MAX_REMEMBERED = 10_000;

/**
 * Chooses the statuses to write along with records. A status for each POST would double a subscription's writes, and
 * all of them would go to one row. So a status is written when this process last wrote another kind of outcome for the
 * subscription, and otherwise every minute.
 */
export function dueStatuses(now: Clock) {
  const written = lru<{ kind: string; atMs: number }>(MAX_REMEMBERED);

  return { dueRows, forget };

  function dueRows(records: readonly DeliveryRecord[]): TableRow[] {
    const latest = new Map(records.filter(counts).map((record) => [record.delivery.subscriptionId, record]));
    const all = [...latest.values()].map((record) => ({ record, before: written.get(idOf(record)) }));
    const due = all.filter(
      ({ record, before }) => before?.kind !== outcomeKind(record) || before.atMs <= now() - QUIET_MS,
    );
    const chosen = due.map(({ record }) => record);
    for (const record of chosen) remember(record);
    return chosen.map(statusRow);
  }

  /** Makes a status due again after its row could not be written. */
  function forget({ subscriptionId }: TableRow): void {
    written.delete(String(subscriptionId));
  }

  function remember(record: DeliveryRecord): void {
    written.set(idOf(record), { kind: outcomeKind(record), atMs: now() });
  }
}

const idOf = ({ delivery }: DeliveryRecord): string => delivery.subscriptionId;

/** A test send doesn't count, because it isn't a delivery of one of the subscription's events. */
const counts = ({ delivery, attempt }: DeliveryRecord): boolean => attempt !== undefined && !delivery.test;

const outcomeKind = ({ attempt }: DeliveryRecord): string => attempt?.failure ?? "delivered";
