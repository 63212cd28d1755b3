import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { OperatorKeyStore } from "../../../core/keys/operator-keys.ts";
import type { OperatorKey } from "../../../core/model.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { transact } from "../driver/transact.ts";
import { API_KEY_PREFIX, adminKeyKey, OPERATOR_PK, operatorKeyKey } from "../keys.ts";
import { operatorKeyRow, recordIn } from "../rows.ts";

export function dynamoOperatorKeyStore(table: TableAccess): OperatorKeyStore {
  const { client, name: TableName } = table;
  return { createOperatorKey, listOperatorKeys, deleteOperatorKey, endAdminKeys };

  async function createOperatorKey(key: OperatorKey): Promise<void> {
    const put = new PutCommand({ TableName, Item: operatorKeyRow(key) });
    await orFault("writing an operator key failed", () => client.send(put));
  }

  async function listOperatorKeys(): Promise<OperatorKey[]> {
    const rows = await queryPartition(table, OPERATOR_PK, API_KEY_PREFIX);
    return rows.map((row) => recordIn<OperatorKey>(row));
  }

  async function deleteOperatorKey(keyId: string): Promise<boolean> {
    const gone = { TableName, Key: operatorKeyKey(keyId), ConditionExpression: "attribute_exists(pk)" };
    return (await transact(table, [{ Delete: gone }])) === -1;
  }

  async function endAdminKeys(createdBefore: string): Promise<void> {
    const put = new PutCommand({
      TableName,
      Item: { ...adminKeyKey(), endedBefore: createdBefore },
      ConditionExpression: "attribute_not_exists(pk) OR endedBefore < :time",
      ExpressionAttributeValues: { ":time": createdBefore },
    });
    await conditionally("ending an admin key failed", () => client.send(put));
  }
}
