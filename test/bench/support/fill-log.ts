import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { dynamoDbClient } from "../../../lib/aws/clients.ts";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { rowsOf, type SampleLog } from "./sample-log.ts";

/** How many rows DynamoDB writes in a call (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html). */
const BATCH = 25;

/** Writes the rows of a log to a twin's table. */
export async function fillLog({ aws: endpoint, region }: TwinFile, log: SampleLog): Promise<void> {
  const client = dynamoDbClient({ endpoint, region, credentials: { accessKeyId: "operator", secretAccessKey: "any" } });
  const { TableNames: [table = ""] = [] } = await client.send(new ListTablesCommand());
  let batch: { PutRequest: { Item: Record<string, unknown> } }[] = [];
  const write = () => client.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }));
  for (const Item of rowsOf(log)) {
    batch.push({ PutRequest: { Item } });
    if (batch.length < BATCH) continue;
    await write();
    batch = [];
  }
  if (batch.length > 0) await write();
  client.destroy();
}
