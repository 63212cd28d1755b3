import type { DeliveryRecord } from "../../../core/delivery/delivery-store.ts";
import { lru } from "../../../core/kit/lru.ts";
import type { StatusReader } from "../../../core/log/status-reader.ts";
import type { SubscriptionStatus } from "../../../core/model.ts";
import { type Row, recordIn, type Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { statusKey, TTL_ATTRIBUTE } from "../table.ts";

/** How the latest POST to each subscription ended, out of a row that each has. */
export function dynamoStatusReader(table: Table): StatusReader {
  const batchGet = batchGetter(table);
  return {
    async getStatuses(subscriptionIds) {
      const rows = await batchGet(subscriptionIds.map(statusKey));
      return new Map(
        rows.map((row) => {
          const { subscriptionId, ...status } = recordIn<SubscriptionStatus & { subscriptionId: string }>(row);
          return [subscriptionId, status];
        }),
      );
    },
  };
}

/** A status that says the same but for the time is written again only after this. */
const QUIET_MS = 10_000;
/** Subscriptions that a process remembers: one forgotten is written once more than need be. */
const MOST_REMEMBERED = 10_000;
/** Longer than deliveries are kept: whoever looks after half a year learns that it is half a year. */
const KEPT_SECONDS = 400 * 86_400;

/**
 * Chooses which statuses to write along with records. A row for each POST would double the writes of a subscription,
 * all to one row; so it is written when its outcome is of another kind than this process wrote last, and else every
 * ten seconds.
 */
export function dueStatuses(table: Table) {
  const written = lru<{ kind: string; atMs: number }>(MOST_REMEMBERED);

  return { dueRows, forget };

  /** @param room how many rows may be written whose outcome is of the same kind */
  function dueRows(records: readonly DeliveryRecord[], room: number): Row[] {
    const latest = new Map(records.filter(counts).map((record) => [record.delivery.subscriptionId, record]));
    const all = [...latest.values()].map((record) => ({ record, before: written.get(idOf(record)) }));
    const changed = all.filter(({ record, before }) => before?.kind !== kindOf(record));
    const due = all
      .filter(({ record, before }) => before?.kind === kindOf(record) && before.atMs <= table.now() - QUIET_MS)
      .sort((a, b) => (a.before?.atMs ?? 0) - (b.before?.atMs ?? 0));
    const chosen = [...changed, ...due.slice(0, Math.max(0, room - changed.length))].map(({ record }) => record);
    for (const record of chosen) remember(record);
    return chosen.map(statusRow);
  }

  /** Of a row that could not be written: it is due again. */
  function forget({ subscriptionId }: Row): void {
    written.delete(String(subscriptionId));
  }

  function remember(record: DeliveryRecord): void {
    written.set(idOf(record), { kind: kindOf(record), atMs: table.now() });
  }
}

const idOf = ({ delivery }: DeliveryRecord): string => delivery.subscriptionId;

/** A test send says nothing of what the subscription gets. */
const counts = ({ delivery, attempt }: DeliveryRecord): boolean => attempt !== undefined && !delivery.test;

const kindOf = ({ attempt }: DeliveryRecord): string => attempt?.failure ?? "delivered";

function statusRow({ delivery: { subscriptionId, state }, attempt }: DeliveryRecord): Row {
  const lastTriggeredAt = attempt?.at ?? "";
  return {
    ...statusKey(subscriptionId),
    [TTL_ATTRIBUTE]: Math.floor(Date.parse(lastTriggeredAt) / 1000) + KEPT_SECONDS,
    subscriptionId,
    lastTriggeredAt,
    state,
    status: attempt?.status,
    failure: attempt?.failure,
  };
}
