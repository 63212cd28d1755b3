import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { orFault } from "../faults.ts";
import { isLive, type Row, type Table } from "./access.ts";

/**
 * Queries until there are no more rows, or `limit` of them. DynamoDB cuts an answer at 1 MB, and before it
 * filters, so a page may be short or even empty while more follow
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html).
 * Rows past their time are left out.
 */
export async function queryRows(
  table: Table,
  query: Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey">,
  limit = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows: Row[] = [];
  let start: QueryCommandInput["ExclusiveStartKey"];
  do {
    const command = new QueryCommand({ ...query, TableName: table.name, ExclusiveStartKey: start });
    const answer = await orFault("reading the table failed", () => table.client.send(command));
    rows.push(...((answer.Items ?? []) as Row[]).filter((row) => isLive(row, table.now())));
    start = answer.LastEvaluatedKey;
  } while (start && rows.length < limit);
  return rows.slice(0, limit);
}
