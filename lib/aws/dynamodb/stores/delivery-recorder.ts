import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DeliveryRecord, DeliveryRecorder } from "../../../core/delivery/delivery-store.ts";
import type { PipelineFault } from "../../../core/errors.ts";
import { asFault } from "../../kit/sdk-errors.ts";
import { batchPutter, MAX_ROWS } from "../driver/batch-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { absent } from "../driver/conditions.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { transact } from "../driver/transact.ts";
import { attemptRow, deliveryRow, type LogTable } from "../rows.ts";
import { dueStatuses } from "./due-statuses.ts";

type Result = PipelineFault | undefined;

/**
 * Records deliveries and their attempts. `delivered` overrides every other state, so it needs no condition, and many
 * delivered records share a BatchWriteItem call. Any other record takes a transaction of its own, whose condition fails
 * when the delivery has ended.
 */
export function dynamoDeliveryRecorder(table: LogTable): DeliveryRecorder {
  const batchPut = batchPutter(table);
  const statuses = dueStatuses(table.now);
  return { record };

  async function record(records: DeliveryRecord[]): Promise<Result[]> {
    const results = new Map<DeliveryRecord, Result>();
    for (const wave of waves(records)) {
      const delivered = wave.filter((r) => r.delivery.state === "delivered");
      const others = wave.filter((r) => r.delivery.state !== "delivered");
      const [batched] = await Promise.all([
        putDelivered(delivered),
        ...others.map(async (r) => results.set(r, await putWhileUnderWay(table, r))),
        putStatuses(others),
      ]);
      for (const [r, result] of batched) results.set(r, result);
    }
    return records.map((r) => results.get(r));
  }

  async function putDelivered(records: DeliveryRecord[]): Promise<Map<DeliveryRecord, Result>> {
    const rowsOf = new Map(records.map((r) => [r, recordRows(table, r)]));
    const written = [...rowsOf.values()].flat();
    const faults = await putWithStatuses(written, records, (MAX_ROWS - (written.length % MAX_ROWS)) % MAX_ROWS);
    return new Map([...rowsOf].map(([r, its]) => [r, its.map((row) => faults.get(row)).find(Boolean)]));
  }

  /** Writes statuses beside the transactions. In a transaction, many of them would wait for the same status row. */
  async function putStatuses(records: DeliveryRecord[]): Promise<void> {
    await putWithStatuses([], records, MAX_ROWS);
  }

  /**
   * Puts rows, and fills the rest of the call with statuses that are due. A status that can't be written fails no
   * record.
   */
  async function putWithStatuses(written: TableRow[], records: DeliveryRecord[], room: number) {
    const due = statuses.dueRows(records, room);
    const faults = await batchPut([...written, ...due]);
    for (const row of due) if (faults.has(row)) statuses.forget(row);
    return faults;
  }
}

/**
 * Puts a delivery's second record into a later wave. SQS may deliver a message twice in one batch. BatchWriteItem
 * rejects two writes to one row, and parallel writes would conflict.
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

/** The attempt comes first: a delivery must not show a state before the attempt that caused the state is stored. */
const recordRows = (table: LogTable, { delivery, attempt }: DeliveryRecord): TableRow[] => [
  ...(attempt ? [attemptRow(table, delivery.id, attempt)] : []),
  deliveryRow(table, delivery),
];

/**
 * Only a delivery whose run is under way may change to a state other than `delivered`. Without this condition, a late
 * attempt could announce a retry that never comes. An attempt is late when a duplicate message has already ended the
 * delivery, because the subscription was inactive, or when a later run has started.
 */
const whileUnderWay = (table: TableAccess, run: number) => ({
  ConditionExpression: `${absent(table).text} OR #run < :run OR (#run = :run AND #state IN (:pending, :retrying))`,
  ExpressionAttributeNames: { "#run": "run", "#state": "state" },
  ExpressionAttributeValues: { ...absent(table).values, ":run": run, ":pending": "pending", ":retrying": "retrying" },
});

async function putWhileUnderWay(table: LogTable, { delivery, attempt }: DeliveryRecord): Promise<Result> {
  const state = { TableName: table.name, Item: deliveryRow(table, delivery), ...whileUnderWay(table, delivery.run) };
  try {
    if (!attempt) return await putUnlessRefused(table, state);
    const Item = attemptRow(table, delivery.id, attempt);
    const failed = await transact(table, [{ Put: state }, { Put: { TableName: table.name, Item } }]);
    return failed < 0 ? undefined : await putLateAttempt(table, Item);
  } catch (error) {
    return asFault(RECORDING_FAILED, error);
  }
}

const RECORDING_FAILED = "recording a delivery failed";

/** Keeps an attempt that ended after its delivery. It must not overwrite an attempt that has the same number. */
const putLateAttempt = (table: TableAccess, Item: TableRow): Promise<undefined> =>
  putUnlessRefused(table, {
    TableName: table.name,
    Item,
    ConditionExpression: absent(table).text,
    ExpressionAttributeValues: absent(table).values,
  });

/** Puts a row. Does nothing when the condition fails, because the existing row takes precedence. */
async function putUnlessRefused(
  table: TableAccess,
  put: ConstructorParameters<typeof PutCommand>[0],
): Promise<undefined> {
  await conditionally(RECORDING_FAILED, () => table.client.send(new PutCommand(put)));
}
