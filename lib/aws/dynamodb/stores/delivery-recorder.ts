import type { DeliveryRecord, DeliveryRecorder, RecordResult } from "../../../core/delivery/delivery-store.ts";
import { lateRecord } from "../../../core/delivery/late-record.ts";
import { PipelineFault } from "../../../core/errors.ts";
import type { Attempt } from "../../../core/model/attempt.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import { asFault } from "../../kit/sdk-errors.ts";
import { packedInto } from "../attempt-place.ts";
import { attemptRow, deliveriesById } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { batchPutter } from "../driver/batch-put.ts";
import { deliveryKey } from "../keys/delivery-keys.ts";
import type { LogTable } from "../rows.ts";
import { type DeliveryWrite, deliveryWriter, type WriteResult } from "./delivery-writes.ts";
import { dueStatuses } from "./due-statuses.ts";

/** A record as it was asked for, and as it is to be written. `late` says that they differ. */
interface Pending {
  asked: DeliveryRecord;
  record: DeliveryRecord;
  late?: "late" | undefined;
}

/** The row may change between a read and a write once for each message of the delivery. */
const MAX_TRIES = 5;

/**
 * Records deliveries and their attempts. A delivery that had no row gets one with its first attempt inside, and all of
 * them share one call. Later attempts go into the row of their delivery too, while they fit. The row of an attempt that
 * doesn't fit is written first, so that a delivery never shows a state before the attempt that caused the state is
 * stored.
 */
export function dynamoDeliveryRecorder(table: LogTable): DeliveryRecorder {
  const insertAll = batchInserter(table);
  const writeAll = deliveryWriter(table);
  const batchGet = batchGetter(table);
  const batchPut = batchPutter(table);
  const statuses = dueStatuses(table.now);
  return { record };

  async function record(records: DeliveryRecord[]): Promise<RecordResult[]> {
    const results = new Map<DeliveryRecord, RecordResult>();
    const recorded = async () => {
      for (const wave of waves(records))
        for (const [asked, result] of await recordWave(wave)) results.set(asked, result);
    };
    await Promise.all([recorded(), putStatuses(records)]);
    return records.map((asked) => results.get(asked));
  }

  async function recordWave(records: DeliveryRecord[]): Promise<Map<DeliveryRecord, RecordResult>> {
    const results = new Map<DeliveryRecord, RecordResult>();
    let left = records.map((asked): Pending => ({ asked, record: asked }));
    try {
      for (let tries = 0; left.length > 0 && tries < MAX_TRIES; tries++) {
        const written = await write(left.map(({ record }) => record));
        const refused = left.filter((_, index) => written[index] === "refused");
        for (const [index, { asked, late }] of left.entries()) results.set(asked, faultIn(written[index]) ?? late);
        left = refused.length > 0 ? await readAgain(refused, results) : [];
      }
      for (const { asked } of left) results.set(asked, new PipelineFault("a delivery kept changing"));
    } catch (error) {
      const fault = asFault("recording deliveries failed", error);
      for (const { asked } of left) results.set(asked, fault);
    }
    return results;
  }

  async function write(records: DeliveryRecord[]): Promise<WriteResult[]> {
    const writes = new Map(records.map((one) => [one, writeOf(table, one)]));
    const later = records.filter((one): one is LaterRecord => one.attempt !== undefined && !writes.get(one)?.first);
    const inserted = await insertAll(later.map(({ delivery, attempt }) => attemptRow(table, delivery, attempt)));
    const faults = new Map(later.map((one, index) => [one as DeliveryRecord, inserted[index]]));
    const ready = records.filter((one) => !(faults.get(one) instanceof PipelineFault));
    const written = await writeAll(ready.flatMap((one) => writes.get(one) ?? []));
    const results = new Map(ready.map((one, index) => [one, written[index]]));
    const unclear = later.filter((one) => results.get(one) === "written" && faults.get(one) === "exists");
    for (const [one, fault] of await overwrite(unclear)) results.set(one, fault);
    return records.map((one) => results.get(one) ?? faultIn(faults.get(one)) ?? "written");
  }

  /**
   * Overwrites attempts that other messages stored under the same numbers. The message that changed the delivery first
   * keeps the number. The other message finds the delivery changed, and stores its attempt under the next number.
   */
  async function overwrite(records: LaterRecord[]): Promise<[DeliveryRecord, PipelineFault][]> {
    const rows = new Map(records.map((one) => [attemptRow(table, one.delivery, one.attempt), one as DeliveryRecord]));
    const faults = await batchPut([...rows.keys()]);
    return [...rows].flatMap(([row, one]) => {
      const fault = faults.get(row);
      return fault ? [[one, fault] as [DeliveryRecord, PipelineFault]] : [];
    });
  }

  /** The records to write over rows that have changed. A row that already has what was written needs nothing more. */
  async function readAgain(refused: Pending[], results: Map<DeliveryRecord, RecordResult>): Promise<Pending[]> {
    const rows = deliveriesById(await batchGet(refused.map(({ record }) => deliveryKey(record.delivery.id))));
    return refused.flatMap(({ asked, record, late }): Pending[] => {
      const row = rows.get(record.delivery.id);
      if (!row) return [{ asked, record: { ...record, before: undefined }, late }];
      if (isSame(row, record.delivery)) return [];
      results.set(asked, "late");
      const changed = lateRecord(row, record);
      return changed ? [{ asked, record: changed, late: "late" }] : [];
    });
  }

  /** A status that can't be written fails no record. */
  async function putStatuses(records: DeliveryRecord[]): Promise<void> {
    const due = statuses.dueRows(records);
    if (due.length === 0) return;
    const faults = await batchPut(due);
    for (const row of due) if (faults.has(row)) statuses.forget(row);
  }
}

const writeOf = (table: LogTable, record: DeliveryRecord): DeliveryWrite => ({
  before: record.before,
  after: record.delivery,
  first: packedInto(table, record),
});

const faultIn = (result: unknown): PipelineFault | undefined => (result instanceof PipelineFault ? result : undefined);

/** A record whose attempt needs a row of its own. */
type LaterRecord = DeliveryRecord & { attempt: Attempt };

/** Was the row written by a call whose answer was lost? */
const isSame = (row: Delivery, written: Delivery): boolean => WRITTEN.every((field) => row[field] === written[field]);

const WRITTEN = [
  "run",
  "attempts",
  "state",
  "updatedAt",
  "nextAttemptAt",
  "heldFor",
  "holds",
  "eventMissing",
  "lastStatus",
  "latencyMs",
  "failure",
] as const;

/**
 * Puts a delivery's second record into a later wave. SQS may deliver a message twice in one batch, and a call can't
 * write a row twice.
 */
function waves(records: DeliveryRecord[]): DeliveryRecord[][] {
  const seen = new Map<string, number>();
  const all: DeliveryRecord[][] = [];
  for (const record of records) {
    const index = seen.get(record.delivery.id) ?? 0;
    seen.set(record.delivery.id, index + 1);
    all[index] = [...(all[index] ?? []), record];
  }
  return all;
}
