import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { operatorConfig } from "../../local/support/operator-clients.ts";

/** The name of a twin's table. */
export async function tableName(twin: TwinFile): Promise<string> {
  const client = new DynamoDBClient(operatorConfig(twin));
  const { TableNames: [name = ""] = [] } = await client.send(new ListTablesCommand({}));
  client.destroy();
  return name;
}
