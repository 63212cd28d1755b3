import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DeliveryChange, DeliveryEditor } from "../../../core/delivery/delivery-store.ts";
import type { Delivery } from "../../../core/model.ts";
import { pooled } from "../../batches.ts";
import { asFault, isException } from "../../faults.ts";
import { absent, type Table } from "../driver/access.ts";
import { deliveryRow } from "./delivery-reader.ts";

/** Calls in flight at a time: DynamoDB has no batch of conditional writes but transactions, at twice the price. */
const PARALLEL_CALLS = 8;

/** Replaces delivery rows that still stand as they were read. */
export const dynamoDeliveryEditor = (table: Table): DeliveryEditor => ({
  async replaceDeliveries(changes) {
    const done = changes.map(() => false);
    const numbered = changes.map((change, index) => ({ change, index }));
    await pooled(numbered, PARALLEL_CALLS, async ({ change, index }) => {
      done[index] = await replaceOne(table, change);
    });
    return done;
  },
});

async function replaceOne(table: Table, { before, after }: DeliveryChange): Promise<boolean> {
  const put = { TableName: table.name, Item: deliveryRow(table, after), ...standsAs(table, before) };
  try {
    await table.client.send(new PutCommand(put));
    return true;
  } catch (error) {
    if (isException(error, "ConditionalCheckFailedException")) return false;
    throw asFault("changing a delivery failed", error);
  }
}

function standsAs(table: Table, before: Delivery | undefined) {
  const { text, values } = absent(table);
  if (!before) return { ConditionExpression: text, ExpressionAttributeValues: values };
  const { run, attempts, state, updatedAt } = before;
  return {
    ConditionExpression: "#run = :run AND #attempts = :attempts AND #state = :state AND updatedAt = :updatedAt",
    ExpressionAttributeNames: { "#run": "run", "#attempts": "attempts", "#state": "state" },
    ExpressionAttributeValues: { ":run": run, ":attempts": attempts, ":state": state, ":updatedAt": updatedAt },
  };
}
