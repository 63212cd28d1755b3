import type { QueryCommandInput as RawQuery } from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { patiently } from "../../kit/patiently.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { type AttributeMap, fromItem, toItem } from "./attribute-values.ts";
import { isLive, type TableAccess, type TableRow } from "./table-access.ts";
import { dynamoWire, type WireCall } from "./wire.ts";

type TableQuery = Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey">;

/** The key after which a query continues. Undefined at the start, and at the end. */
export type StartKey = AttributeMap | undefined;

interface QueryPage {
  rows: TableRow[];
  /** The number of rows that DynamoDB read, including rows that the filter removed. */
  read: number;
  next: StartKey;
}

/**
 * Queries until there are no more rows, or `limit` of them. Leaves out expired rows. DynamoDB cuts an answer at 1 MB,
 * before it applies the filter. So a page may be short or even empty while more pages follow
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html).
 */
export async function queryRows(
  table: TableAccess,
  query: TableQuery,
  limit = Number.POSITIVE_INFINITY,
): Promise<TableRow[]> {
  const readPage = pageQuerier(table);
  const rows: TableRow[] = [];
  let start: StartKey;
  do {
    const page = await readPage(query, start);
    rows.push(...page.rows);
    start = page.next;
  } while (start && rows.length < limit);
  return rows.slice(0, limit);
}

/** The number of rows that a query with `Select: "COUNT"` finds. Counts expired rows too. */
export async function countRows(table: TableAccess, query: TableQuery): Promise<number> {
  const readPage = pageQuerier(table);
  let count = 0;
  let start: StartKey;
  do {
    const page = await readPage(query, start);
    count += page.read;
    start = page.next;
  } while (start);
  return count;
}

/** Reads all rows of a partition, or those whose sort key starts with a prefix. Strongly consistent. */
export const queryPartition = (table: TableAccess, pk: string, prefix?: string): Promise<TableRow[]> =>
  queryRows(table, {
    KeyConditionExpression: prefix === undefined ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
    ConsistentRead: true,
  });

/** Makes one call of a query. Leaves out expired rows. */
export function pageQuerier(table: TableAccess) {
  const call = wireOf(table);

  return async function readPage(query: TableQuery, start: StartKey): Promise<QueryPage> {
    const values = toItem(query.ExpressionAttributeValues ?? {});
    const input = { ...query, TableName: table.name, ExclusiveStartKey: start, ExpressionAttributeValues: values };
    const answer = await orFault("reading the table failed", () => answerTo(call, input));
    const rows = (answer.Items ?? []).map((item) => fromItem(item) as TableRow);
    const live = rows.filter((row) => isLive(row, table.now()));
    return { rows: live, read: answer.ScannedCount ?? rows.length, next: answer.LastEvaluatedKey };
  };
}

async function answerTo(call: WireCall, input: RawQuery) {
  let answer: Awaited<ReturnType<typeof call<"Query">>> | undefined;
  const once = patiently(async ([asked = input]: RawQuery[]): Promise<RawQuery[]> => {
    answer = await call("Query", asked);
    return [];
  });
  await retryLeftovers([input], once);
  if (!answer) throw new PipelineFault("the table left a query unanswered");
  return answer;
}

/** Keeps one wire for each client, because a wire caches the endpoint and the signing key. */
function wireOf({ client }: TableAccess): WireCall {
  const wire = wires.get(client) ?? dynamoWire(client);
  wires.set(client, wire);
  return wire;
}

const wires = new WeakMap<TableAccess["client"], WireCall>();
