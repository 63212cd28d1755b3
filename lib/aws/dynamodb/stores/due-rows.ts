import { queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { DUE_INDEX } from "../table.ts";

/** Makes a function that reads rows of the index of what is due, the longest overdue first. */
export function dueRowsReader(table: TableAccess) {
  return async function read(pks: readonly string[], untilMs: number, limit: number): Promise<TableRow[]> {
    const lists = await Promise.all(pks.map((pk) => partition(pk, untilMs, limit)));
    return lists
      .flat()
      .sort((a, b) => Number(a.dueAt) - Number(b.dueAt))
      .slice(0, limit);
  };

  function partition(pk: string, untilMs: number, limit: number): Promise<TableRow[]> {
    const query = {
      IndexName: DUE_INDEX.name,
      KeyConditionExpression: "#pk = :pk AND #due <= :until",
      ExpressionAttributeNames: { "#pk": DUE_INDEX.partitionKey, "#due": DUE_INDEX.sortKey.name },
      ExpressionAttributeValues: { ":pk": pk, ":until": untilMs },
      Limit: limit,
    };
    return queryRows(table, query, limit);
  }
}
