import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { OperatorKeyStore } from "../../../core/keys/operator-keys.ts";
import type { OperatorKey } from "../../../core/model/api-key.ts";
import { auditWrites } from "../audit-rows.ts";
import { queryPartition } from "../driver/query.ts";
import { transact } from "../driver/transact.ts";
import { API_KEY_PREFIX } from "../keys/api-key-keys.ts";
import { adminKeyKey, OPERATOR_PK, operatorKeyKey } from "../keys/operator-keys.ts";
import { type LogTable, operatorKeyRow, recordIn } from "../rows.ts";

export function dynamoOperatorKeyStore(table: LogTable): OperatorKeyStore {
  const { name: TableName } = table;
  return { createOperatorKey, listOperatorKeys, deleteOperatorKey, endAdminKeys };

  async function createOperatorKey(key: OperatorKey, audit?: AuditEntry): Promise<void> {
    await transact(table, [{ Put: { TableName, Item: operatorKeyRow(key) } }, ...auditWrites(table, audit)]);
  }

  async function listOperatorKeys(): Promise<OperatorKey[]> {
    const rows = await queryPartition(table, OPERATOR_PK, API_KEY_PREFIX);
    return rows.map((row) => recordIn<OperatorKey>(row));
  }

  async function deleteOperatorKey(keyId: string, audit?: AuditEntry): Promise<boolean> {
    const gone = { TableName, Key: operatorKeyKey(keyId), ConditionExpression: "attribute_exists(pk)" };
    return (await transact(table, [{ Delete: gone }, ...auditWrites(table, audit)])) === -1;
  }

  async function endAdminKeys(createdBefore: string, audit?: AuditEntry): Promise<void> {
    const Put = {
      TableName,
      Item: { ...adminKeyKey(), endedBefore: createdBefore },
      ConditionExpression: "attribute_not_exists(pk) OR endedBefore < :time",
      ExpressionAttributeValues: { ":time": createdBefore },
    };
    await transact(table, [{ Put }, ...auditWrites(table, audit)]);
  }
}
