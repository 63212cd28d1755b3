import type { QueryCommandInput as RawQuery } from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { orFault } from "../../faults.ts";
import { patiently, retryLeftovers } from "../../leftovers.ts";
import { isLive, type Row, type Table } from "./access.ts";
import { fromItem, type Item, toItem } from "./attribute-values.ts";
import { dynamoWire, mayPass, type WireCall } from "./wire.ts";

type Query = Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey">;

/** Where a query goes on. */
export type StartKey = Item | undefined;

interface QueryPage {
  rows: Row[];
  /** How many rows were looked at, those included that a filter leaves out. */
  read: number;
  next: StartKey;
}

/**
 * Queries until there are no more rows, or `limit` of them. DynamoDB cuts an answer at 1 MB, and before it
 * filters, so a page may be short or even empty while more follow
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html).
 * Rows past their time are left out.
 */
export async function queryRows(table: Table, query: Query, limit = Number.POSITIVE_INFINITY): Promise<Row[]> {
  const readPage = pageQuerier(table);
  const rows: Row[] = [];
  let start: StartKey;
  do {
    const page = await readPage(query, start);
    rows.push(...page.rows);
    start = page.next;
  } while (start && rows.length < limit);
  return rows.slice(0, limit);
}

/** Makes single calls of queries. Rows past their time are left out. */
export function pageQuerier(table: Table) {
  const call = wireOf(table);

  return async function readPage(query: Query, start: StartKey): Promise<QueryPage> {
    const values = toItem(query.ExpressionAttributeValues ?? {});
    const input = { ...query, TableName: table.name, ExclusiveStartKey: start, ExpressionAttributeValues: values };
    const answer = await orFault("reading the table failed", () => ask(call, input));
    const rows = (answer.Items ?? []).map((item) => fromItem(item) as Row);
    const live = rows.filter((row) => isLive(row, table.now()));
    return { rows: live, read: answer.ScannedCount ?? rows.length, next: answer.LastEvaluatedKey };
  };
}

async function ask(call: WireCall, input: RawQuery) {
  let answer: Awaited<ReturnType<typeof call<"Query">>> | undefined;
  const once = patiently(async ([asked = input]: RawQuery[]): Promise<RawQuery[]> => {
    answer = await call("Query", asked);
    return [];
  }, mayPass);
  await retryLeftovers([input], once);
  if (!answer) throw new PipelineFault("the table left a query unanswered");
  return answer;
}

/** One for each client: it remembers what does not change from call to call. */
function wireOf({ client }: Table): WireCall {
  const wire = wires.get(client) ?? dynamoWire(client);
  wires.set(client, wire);
  return wire;
}

const wires = new WeakMap<Table["client"], WireCall>();
