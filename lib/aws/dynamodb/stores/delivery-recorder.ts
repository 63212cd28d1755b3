import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DeliveryRecord, DeliveryRecorder } from "../../../core/delivery/delivery-store.ts";
import type { PipelineFault } from "../../../core/errors.ts";
import { asFault, isException } from "../../faults.ts";
import { absent, type Row, type Table } from "../driver/access.ts";
import { batchPutter, MAX_ROWS } from "../driver/batch-put.ts";
import { transact } from "../driver/transact.ts";
import { attemptRow, deliveryRow } from "./delivery-reader.ts";
import { dueStatuses } from "./status-store.ts";

type Result = PipelineFault | undefined;

/**
 * Writes what deliveries came to. Success, which overrules everything, needs no condition, so many share a
 * BatchWriteItem; any other outcome goes in a transaction of its own, which the row of an ended delivery refuses.
 */
export function dynamoDeliveryRecorder(table: Table): DeliveryRecorder {
  const batchPut = batchPutter(table);
  const statuses = dueStatuses(table);
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
    const rowsOf = new Map(records.map((r) => [r, rows(table, r)]));
    const written = [...rowsOf.values()].flat();
    const faults = await putWithStatuses(written, records, (MAX_ROWS - (written.length % MAX_ROWS)) % MAX_ROWS);
    return new Map([...rowsOf].map(([r, its]) => [r, its.map((row) => faults.get(row)).find(Boolean)]));
  }

  /** Beside the transactions, in which it would be a row that many of them wait for. */
  async function putStatuses(records: DeliveryRecord[]): Promise<void> {
    await putWithStatuses([], records, MAX_ROWS);
  }

  /**
   * Puts rows, and in what room the call has left the statuses that are due. One of these that can't be written
   * fails no record.
   */
  async function putWithStatuses(written: Row[], records: DeliveryRecord[], room: number) {
    const due = statuses.dueRows(records, room);
    const faults = await batchPut([...written, ...due]);
    for (const row of due) if (faults.has(row)) statuses.forget(row);
    return faults;
  }
}

/**
 * SQS may deliver a message twice into one batch: a delivery's second record goes into a later wave, because
 * two writes to one row in a BatchWriteItem are an error, and in parallel they would collide.
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

/** The attempt first: a delivery is in its new state only when the attempt that brought it there is kept. */
const rows = (table: Table, { delivery, attempt }: DeliveryRecord): Row[] => [
  ...(attempt ? [attemptRow(table, delivery.id, attempt)] : []),
  deliveryRow(table, delivery),
];

/**
 * Only a delivery whose run is still under way may get another state than `delivered`. An attempt that ends after
 * its message was let go, because a duplicate of it found the subscription switched off, or because a later run
 * has begun, must not say that a retry will come.
 */
const whileUnderWay = (table: Table, run: number) => ({
  ConditionExpression: `${absent(table).text} OR #run < :run OR (#run = :run AND #state IN (:pending, :retrying))`,
  ExpressionAttributeNames: { "#run": "run", "#state": "state" },
  ExpressionAttributeValues: { ...absent(table).values, ":run": run, ":pending": "pending", ":retrying": "retrying" },
});

async function putWhileUnderWay(table: Table, { delivery, attempt }: DeliveryRecord): Promise<Result> {
  const state = { TableName: table.name, Item: deliveryRow(table, delivery), ...whileUnderWay(table, delivery.run) };
  try {
    if (!attempt) return await putIf(table, state);
    const Item = attemptRow(table, delivery.id, attempt);
    const failed = await transact(table, [{ Put: state }, { Put: { TableName: table.name, Item } }]);
    return failed < 0 ? undefined : await keepStray(table, Item);
  } catch (error) {
    return asFault("recording a delivery failed", error);
  }
}

/** An attempt at what ended meanwhile. It must not hide the one that ended it, under the same number. */
const keepStray = (table: Table, Item: Row): Promise<undefined> =>
  putIf(table, {
    TableName: table.name,
    Item,
    ConditionExpression: absent(table).text,
    ExpressionAttributeValues: absent(table).values,
  });

/** Puts, and is content when the condition says that better is there already. */
async function putIf(table: Table, put: ConstructorParameters<typeof PutCommand>[0]): Promise<undefined> {
  try {
    await table.client.send(new PutCommand(put));
  } catch (error) {
    if (!isException(error, "ConditionalCheckFailedException")) throw error;
  }
}
