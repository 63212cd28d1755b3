import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DeliveryChange, DeliveryEditor } from "../../../core/delivery/delivery-store.ts";
import type { Delivery } from "../../../core/model.ts";
import { pooled } from "../../kit/pooled.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { absent } from "../driver/conditions.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { deliveryRow, type LogTable } from "../rows.ts";

/**
 * DynamoDB has no batch of conditional writes except transactions, which cost twice as much. So calls run in parallel.
 */
const PARALLEL_CALLS = 8;

/** Replaces each delivery's row if the row hasn't changed since it was read. */
export const dynamoDeliveryEditor = (table: LogTable): DeliveryEditor => ({
  async replaceDeliveries(changes) {
    const done = changes.map(() => false);
    const numbered = changes.map((change, index) => ({ change, index }));
    await pooled(numbered, PARALLEL_CALLS, async ({ change, index }) => {
      done[index] = await replaceOne(table, change);
    });
    return done;
  },
});

async function replaceOne(table: LogTable, { before, after }: DeliveryChange): Promise<boolean> {
  const put = { TableName: table.name, Item: deliveryRow(table, after), ...unchanged(table, before) };
  const answer = await conditionally("changing a delivery failed", () => table.client.send(new PutCommand(put)));
  return answer !== undefined;
}

function unchanged(table: TableAccess, before: Delivery | undefined) {
  const { text, values } = absent(table);
  if (!before) return { ConditionExpression: text, ExpressionAttributeValues: values };
  const { run, attempts, state, updatedAt } = before;
  return {
    ConditionExpression: "#run = :run AND #attempts = :attempts AND #state = :state AND updatedAt = :updatedAt",
    ExpressionAttributeNames: { "#run": "run", "#attempts": "attempts", "#state": "state" },
    ExpressionAttributeValues: { ":run": run, ":attempts": attempts, ":state": state, ":updatedAt": updatedAt },
  };
}
