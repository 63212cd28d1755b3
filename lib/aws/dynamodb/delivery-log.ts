import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { PipelineFault } from "../../core/errors.ts";
import type { DeliveryLog, DeliveryRecord } from "../../core/ports.ts";
import { asFault, isException } from "../faults.ts";
import type { Row, Table } from "./access.ts";
import { batchPut } from "./batch-put.ts";
import { attemptRow, deliveryRow } from "./deliveries.ts";
import { transact } from "./transact.ts";

type Result = PipelineFault | undefined;

/**
 * Writes what deliveries came to. Success, which overrules everything, needs no condition, so many share a
 * BatchWriteItem; any other outcome goes in a transaction of its own, which a delivered row refuses.
 */
export function dynamoDeliveryLog(table: Table): DeliveryLog {
  return { record };

  async function record(records: DeliveryRecord[]): Promise<Result[]> {
    const results = new Map<DeliveryRecord, Result>();
    for (const wave of waves(records)) {
      const delivered = wave.filter((r) => r.delivery.state === "delivered");
      const others = wave.filter((r) => r.delivery.state !== "delivered");
      const [batched] = await Promise.all([
        putDelivered(table, delivered),
        ...others.map(async (r) => results.set(r, await putUnlessDelivered(table, r))),
      ]);
      for (const [r, result] of batched) results.set(r, result);
    }
    return records.map((r) => results.get(r));
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

async function putDelivered(table: Table, records: DeliveryRecord[]): Promise<Map<DeliveryRecord, Result>> {
  const rowsOf = new Map(records.map((r) => [r, rows(table, r)]));
  const faults = await batchPut(table, [...rowsOf.values()].flat());
  return new Map([...rowsOf].map(([r, its]) => [r, its.map((row) => faults.get(row)).find(Boolean)]));
}

/** The attempt first: a delivery is in its new state only when the attempt that brought it there is kept. */
const rows = (table: Table, { delivery, attempt }: DeliveryRecord): Row[] => [
  ...(attempt ? [attemptRow(table, delivery.id, attempt)] : []),
  deliveryRow(table, delivery),
];

const UNLESS_DELIVERED = {
  ConditionExpression: "attribute_not_exists(pk) OR #state <> :delivered",
  ExpressionAttributeNames: { "#state": "state" },
  ExpressionAttributeValues: { ":delivered": "delivered" },
};

async function putUnlessDelivered(table: Table, { delivery, attempt }: DeliveryRecord): Promise<Result> {
  const state = { TableName: table.name, Item: deliveryRow(table, delivery), ...UNLESS_DELIVERED };
  try {
    if (!attempt) return await putIf(table, state);
    const Item = attemptRow(table, delivery.id, attempt);
    const failed = await transact(table, [{ Put: state }, { Put: { TableName: table.name, Item } }]);
    return failed < 0 ? undefined : await keepStray(table, Item);
  } catch (error) {
    return asFault("recording a delivery failed", error);
  }
}

/** An attempt at what was delivered meanwhile. It must not hide the one that succeeded under the same number. */
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
