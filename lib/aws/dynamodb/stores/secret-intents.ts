import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { SecretIntent, SecretIntents } from "../../../core/subscription/secret-intents.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { SECRET_INTENTS_PK, secretIntentKey } from "../keys.ts";
import { recordIn, secretIntentRow } from "../rows.ts";

const MOST_LISTED = 25;

export function dynamoSecretIntents(table: TableAccess): SecretIntents {
  const { client, name: TableName } = table;
  return { beginSecret, listSecrets, endSecret };

  async function beginSecret(intent: SecretIntent): Promise<void> {
    const command = new PutCommand({ TableName, Item: secretIntentRow(intent) });
    await orFault("writing an intent failed", () => client.send(command));
  }

  async function listSecrets(before: string): Promise<SecretIntent[]> {
    const query = {
      KeyConditionExpression: "pk = :pk AND sk < :before",
      ExpressionAttributeValues: { ":pk": SECRET_INTENTS_PK, ":before": before },
      ConsistentRead: true,
      Limit: MOST_LISTED,
    };
    return (await queryRows(table, query, MOST_LISTED)).slice(0, MOST_LISTED).map((row) => recordIn<SecretIntent>(row));
  }

  async function endSecret(intent: SecretIntent): Promise<void> {
    const command = new DeleteCommand({ TableName, Key: secretIntentKey(intent) });
    await orFault("removing an intent failed", () => client.send(command));
  }
}
