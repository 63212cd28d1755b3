import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../core/errors.ts";
import { chunks } from "../batches.ts";
import { orFault } from "../faults.ts";
import { retryLeftovers } from "../leftovers.ts";
import { isLive, type Row, type Table } from "./access.ts";
import type { RowKey } from "./table.ts";

/** Keys in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

/**
 * Reads rows by key, strongly consistent; those that are absent or past their time are missing from the
 * answer. Keys may repeat (in one BatchGetItem that is an error).
 *
 * @param attributes what to read of each row besides its key; all of it when left out
 */
export async function batchGet(table: Table, keys: RowKey[], attributes?: readonly string[]): Promise<Row[]> {
  const unique = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  const rows = await Promise.all(chunks(unique, MAX_KEYS).map((chunk) => getChunk(table, chunk, attributes)));
  return rows.flat().filter((row) => isLive(row, table.now()));
}

/**
 * DynamoDB may answer in part (throttled, or over 16 MB) and names the rest in `UnprocessedKeys`: a row is
 * absent only when it is in neither.
 */
async function getChunk(table: Table, keys: RowKey[], attributes?: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  const left = await retryLeftovers(keys, async (asked) => {
    const request = { Keys: asked, ConsistentRead: true, ...projection(attributes) };
    const answer = await orFault("reading the table failed", () =>
      table.client.send(new BatchGetCommand({ RequestItems: { [table.name]: request } })),
    );
    rows.push(...((answer.Responses?.[table.name] ?? []) as Row[]));
    return (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as RowKey[];
  });
  if (left.length > 0) throw new PipelineFault(`the table left ${left.length} keys unread`);
  return rows;
}

/** Names go in as placeholders, since many of ours are reserved words of DynamoDB. */
function projection(attributes: readonly string[] | undefined) {
  if (!attributes) return {};
  const names = Object.fromEntries(["pk", "sk", ...attributes].map((name) => [`#${name}`, name]));
  return { ProjectionExpression: Object.keys(names).join(","), ExpressionAttributeNames: names };
}
