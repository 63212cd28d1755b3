import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import { toItem } from "../../../lib/aws/dynamodb/driver/attribute-values.ts";
import { packAttempts } from "../../../lib/aws/dynamodb/packed-attempt.ts";
import { deliveryId, eventIdOf, firstUlidAt } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { operatorConfig } from "../../local/support/operator-clients.ts";
import { attemptAt, deliveryAt, iso } from "../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { tableName } from "./table-name.ts";

/** The most rows of a request (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html). */
const BATCH = 25;

const AT_ONCE = 4;

const HOUR_MS = 3_600_000;

/** Writes rows of deliveries that ended in the last hours, as `deliver` would have. There are no events of theirs. */
export async function seedDeliveries(twin: TwinFile, subscriptionId: string, count: number): Promise<void> {
  const client = new DynamoDBClient(operatorConfig(twin));
  const table = await tableName(twin);
  const sinceMs = Date.now() - 2 * HOUR_MS;
  const starts = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) => index * BATCH);
  const worker = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const rows = Array.from({ length: Math.min(BATCH, count - start) }, (_, index) =>
        rowOf(twin.tenantId, subscriptionId, sinceMs + (start ?? 0) + index),
      );
      const puts = rows.map((row) => ({ PutRequest: { Item: toItem(row) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  client.destroy();
}

function rowOf(tenantId: string, subscriptionId: string, ms: number) {
  const ulid = firstUlidAt(ms);
  const subscription = subscriptionOf({ id: subscriptionId, tenantId });
  const failed: Partial<Delivery> = { state: "exhausted", failure: "http-500", lastStatus: 500, attempts: 4 };
  const delivery = deliveryAt(subscription, ms, {
    id: deliveryId(ulid, subscriptionId),
    eventId: eventIdOf(ulid),
    createdAt: iso(ms),
    ...(ms % 16 === 0 && failed),
  });
  return deliveryRow({ retentionDays: 30 }, delivery, packAttempts(delivery, [attemptAt(ms)]));
}
