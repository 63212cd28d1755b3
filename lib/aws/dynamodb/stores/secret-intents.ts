import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { MOST_INTENTS, type SecretIntent, type SecretIntents } from "../../../core/subscription/secret-intents.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { SECRET_INTENTS_PK, secretIntentKey } from "../keys/secret-keys.ts";
import { recordIn, secretIntentRow } from "../rows.ts";

export function dynamoSecretIntents(table: TableAccess): SecretIntents {
  const { client, name: TableName } = table;
  return { beginSecret, listSecrets, endSecret };

  async function beginSecret(intent: SecretIntent): Promise<void> {
    const command = new PutCommand({ TableName, Item: secretIntentRow(intent) });
    await orFault("writing an intent failed", () => client.send(command));
  }

  async function listSecrets(before: string, tenantId?: string): Promise<SecretIntent[]> {
    const query = {
      KeyConditionExpression: "pk = :pk AND sk < :before",
      FilterExpression: tenantId && "tenantId = :tenant",
      ExpressionAttributeValues: { ":pk": SECRET_INTENTS_PK, ":before": before, ":tenant": tenantId },
      ConsistentRead: true,
      // A filter removes rows only after this number of them was read.
      ...(tenantId === undefined && { Limit: MOST_INTENTS }),
    };
    return (await queryRows(table, query, MOST_INTENTS))
      .slice(0, MOST_INTENTS)
      .map((row) => recordIn<SecretIntent>(row));
  }

  async function endSecret(intent: SecretIntent): Promise<void> {
    const command = new DeleteCommand({ TableName, Key: secretIntentKey(intent) });
    await orFault("removing an intent failed", () => client.send(command));
  }
}
