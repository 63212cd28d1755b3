import { randomUUID } from "node:crypto";
import { PutCommand, type PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import { PUT_TOKEN } from "../table.ts";
import type { AttributeMap } from "./attribute-values.ts";
import type { TableAccess, TableRow } from "./table-access.ts";
import { type TransactWrite, transact } from "./transact.ts";

interface ConditionalPut extends Omit<PutCommandInput, "TableName" | "Item"> {
  Item: TableRow;
}

/**
 * Puts a row if a condition holds. Resolves with whether the row is stored. Throws a `PipelineFault` with the message.
 *
 * When an answer is lost, the SDK makes the call again, and the condition fails because of the call's own effect. So the
 * row carries a token, and the row in the way is checked for it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html). Transactions don't need this: the
 * SDK gives each a token, by which DynamoDB recognizes its repetition
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
 */
export async function putIf({ client, name }: TableAccess, message: string, put: ConditionalPut): Promise<boolean> {
  const token = randomUUID();
  const Item = { ...put.Item, [PUT_TOKEN]: token };
  const command = { ...put, Item, TableName: name, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  try {
    await client.send(new PutCommand(command));
    return true;
  } catch (error) {
    if (!isException(error, "ConditionalCheckFailedException")) throw asFault(message, error);
    const { Item: inTheWay } = error as { Item?: AttributeMap };
    return inTheWay?.[PUT_TOKEN]?.S === token;
  }
}

/** The same, together with other writes: all of them are made, or none. Without others, it costs half as much. */
export async function putIfWith(
  table: TableAccess,
  message: string,
  put: ConditionalPut,
  others: readonly TransactWrite[],
): Promise<boolean> {
  if (others.length === 0) return putIf(table, message, put);
  return (await transact(table, [{ Put: { ...put, TableName: table.name } }, ...others])) === -1;
}
