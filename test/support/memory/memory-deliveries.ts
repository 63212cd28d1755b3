import type {
  DeliveryEditor,
  DeliveryReader,
  DeliveryRecord,
  DeliveryRecorder,
  RecordResult,
} from "../../../lib/core/delivery/delivery-store.ts";
import { lateRecord } from "../../../lib/core/delivery/late-record.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { StatusReader } from "../../../lib/core/log/status-reader.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { MemoryWorld } from "./memory-world.ts";
import { shuffledMap } from "./shuffle.ts";

export const memoryDeliveryReader = ({
  faults,
  tenants,
  subscriptions,
  deliveries,
  health,
  shuffle,
}: MemoryWorld): DeliveryReader => ({
  loadContext: async (keys, deliveryIds, healthOf = []) =>
    faults.call("loadContext", () => {
      const found = keys.flatMap((key) => subscriptions.get(`${key.tenantId}/${key.subscriptionId}`) ?? []);
      const rows = deliveryIds.flatMap((id) => deliveries.get(id) ?? []);
      const missing = keys.filter((key) => !found.some(({ id }) => id === key.subscriptionId));
      const theirs = missing.flatMap(({ tenantId }) => tenants.get(tenantId) ?? []);
      return {
        subscriptions: shuffledMap(
          shuffle,
          found.map((s) => [s.id, s]),
        ),
        tenants: new Map(theirs.map((t) => [t.id, t])),
        deliveries: shuffledMap(
          shuffle,
          rows.map((d) => [d.id, d]),
        ),
        health: new Map(healthOf.flatMap((id) => [[id, health.get(id)] as const]).filter(isKnown)),
      };
    }),
});

export const memoryDeliveryRecorder = (world: MemoryWorld): DeliveryRecorder => ({
  record: async (records) => records.map((record) => recordOne(world, record)),
});

function recordOne(world: MemoryWorld, record: DeliveryRecord): RecordResult {
  const fault = world.faults.take("record");
  const result = fault?.when === "before" ? undefined : write(world, record);
  if (fault && !(fault.error instanceof PipelineFault)) throw fault.error;
  return (fault?.error as PipelineFault | undefined) ?? result;
}

export const memoryStatusReader = ({
  faults,
  statuses,
  filterProblems,
  health,
  shuffle,
}: MemoryWorld): StatusReader => ({
  getFilterProblems: async (ids) =>
    faults.call("getStatuses", () =>
      shuffledMap(shuffle, ids.flatMap((id) => [[id, filterProblems.get(id)] as const]).filter(isKnown)),
    ),
  getHealths: async (ids) =>
    faults.call("getStatuses", () =>
      shuffledMap(shuffle, ids.flatMap((id) => [[id, health.get(id)] as const]).filter(isKnown)),
    ),
  getStatuses: async (ids) =>
    faults.call("getStatuses", () =>
      shuffledMap(shuffle, ids.flatMap((id) => [[id, statuses.get(id)] as const]).filter(isKnown)),
    ),
});

const isKnown = <T>(entry: readonly [string, T | undefined]): entry is [string, T] => entry[1] !== undefined;

function write({ deliveries, attempts, statuses }: MemoryWorld, record: DeliveryRecord): RecordResult {
  const { delivery: asked, attempt: made } = record;
  if (made && !asked.test) {
    const { at: lastTriggeredAt, status, failure } = made;
    statuses.put(asked.subscriptionId, { lastTriggeredAt, state: asked.state, status, failure });
  }
  const row = deliveries.get(asked.id);
  if (row && isWritten(row, record, attempts)) return undefined;
  const late = row && !isUnchanged(row, record.before) ? "late" : undefined;
  const { delivery, attempt } = (row && late ? lateRecord(row, record) : record) ?? {};
  if (attempt) attempts.put(`${asked.id}/${attempt.number}`, { deliveryId: asked.id, attempt }, attempt.at);
  if (delivery) deliveries.put(delivery.id, keepingMark(delivery, row), delivery.updatedAt);
  return late;
}

/** No change removes the mark of an erasure. */
const keepingMark = (delivery: Delivery, row: Delivery | undefined): Delivery => ({
  ...delivery,
  contentErasedAt: row?.contentErasedAt ?? delivery.contentErasedAt,
});

/** A row is unchanged when these attributes are. */
const FACTS = ["run", "attempts", "state", "updatedAt", "contentErasedAt"] as const;

const isUnchanged = (row: Delivery | undefined, before: Delivery | undefined): boolean =>
  FACTS.every((fact) => row?.[fact] === before?.[fact]);

/** Did an earlier call, whose answer was lost, write this record? */
const isWritten = (row: Delivery, { delivery, attempt }: DeliveryRecord, attempts: MemoryWorld["attempts"]): boolean =>
  isUnchanged(row, delivery) && attempts.get(`${delivery.id}/${attempt?.number}`)?.attempt.at === attempt?.at;

export const memoryDeliveryEditor = ({ faults, deliveries }: MemoryWorld): DeliveryEditor => ({
  replaceDeliveries: async (changes) =>
    changes.map(({ before, after }) =>
      faults.call("replaceDeliveries", () => {
        const row = deliveries.get(after.id);
        const same = isUnchanged(row, before);
        if (same) deliveries.put(after.id, keepingMark(after, row), after.updatedAt);
        return same;
      }),
    ),
});
