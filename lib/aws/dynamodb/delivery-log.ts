import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { PipelineFault } from "../../core/errors.ts";
import type { DeliveryLog, DeliveryRecord } from "../../core/ports.ts";
import { asFault, isException } from "../faults.ts";
import type { Row, Table } from "./access.ts";
import { batchPutter } from "./batch-put.ts";
import { attemptRow, deliveryRow } from "./deliveries.ts";
import { transact } from "./transact.ts";

type Result = PipelineFault | undefined;

/**
 * Writes what deliveries came to. Success, which overrules everything, needs no condition, so many share a
 * BatchWriteItem; any other outcome goes in a transaction of its own, which the row of an ended delivery refuses.
 */
export function dynamoDeliveryLog(table: Table): DeliveryLog {
  const batchPut = batchPutter(table);
  return { record };

  async function record(records: DeliveryRecord[]): Promise<Result[]> {
    const results = new Map<DeliveryRecord, Result>();
    for (const wave of waves(records)) {
      const delivered = wave.filter((r) => r.delivery.state === "delivered");
      const others = wave.filter((r) => r.delivery.state !== "delivered");
      const [batched] = await Promise.all([
        putDelivered(delivered),
        ...others.map(async (r) => results.set(r, await putWhileUnderWay(table, r))),
      ]);
      for (const [r, result] of batched) results.set(r, result);
    }
    return records.map((r) => results.get(r));
  }

  async function putDelivered(records: DeliveryRecord[]): Promise<Map<DeliveryRecord, Result>> {
    const rowsOf = new Map(records.map((r) => [r, rows(table, r)]));
    const faults = await batchPut([...rowsOf.values()].flat());
    return new Map([...rowsOf].map(([r, its]) => [r, its.map((row) => faults.get(row)).find(Boolean)]));
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
 * Only a delivery that is still under way may get another state than `delivered`. An attempt that ends after its
 * message was let go, because a duplicate of it found the subscription switched off, must not say that a retry
 * will come.
 */
const WHILE_UNDER_WAY = {
  ConditionExpression: "attribute_not_exists(pk) OR #state IN (:pending, :retrying)",
  ExpressionAttributeNames: { "#state": "state" },
  ExpressionAttributeValues: { ":pending": "pending", ":retrying": "retrying" },
};

async function putWhileUnderWay(table: Table, { delivery, attempt }: DeliveryRecord): Promise<Result> {
  const state = { TableName: table.name, Item: deliveryRow(table, delivery), ...WHILE_UNDER_WAY };
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
  putIf(table, { TableName: table.name, Item, ConditionExpression: "attribute_not_exists(pk)" });

/** Puts, and is content when the condition says that better is there already. */
async function putIf(table: Table, put: ConstructorParameters<typeof PutCommand>[0]): Promise<undefined> {
  try {
    await table.client.send(new PutCommand(put));
  } catch (error) {
    if (!isException(error, "ConditionalCheckFailedException")) throw error;
  }
}
