import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { orFault } from "../../kit/sdk-errors.ts";
import type { RowKey } from "../table.ts";
import { isLive, type TableAccess, type TableRow } from "./table-access.ts";

/**
 * Reads one row, strongly consistent. Resolves with undefined when the row is absent or has expired.
 *
 * @param message what the fault says when the read fails
 */
export async function getRow(table: TableAccess, Key: RowKey, message: string): Promise<TableRow | undefined> {
  const command = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
  const { Item } = await orFault(message, () => table.client.send(command));
  return Item && isLive(Item, table.now()) ? (Item as TableRow) : undefined;
}
