import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../batches.ts";
import { orFault } from "../../faults.ts";
import { patiently, retryLeftovers } from "../../leftovers.ts";
import type { RowKey } from "../table.ts";
import { isLive, type Row, type Table } from "./access.ts";
import { fromItem, type Item, toItem } from "./attribute-values.ts";
import { dynamoWire, mayPass, type WireCall } from "./wire.ts";

/** Keys in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

/**
 * Reads rows by key, strongly consistent; those that are absent or past their time are missing from the
 * answer. Keys may repeat (in one BatchGetItem that is an error).
 *
 * @param attributes what to read of each row besides its key; all of it when left out
 */
export function batchGetter(table: Table, attributes?: readonly string[]) {
  const call = dynamoWire(table.client);
  const request = { ConsistentRead: true, ...projection(attributes) };

  return async function batchGet(keys: RowKey[]): Promise<Row[]> {
    const unique = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
    const rows = await Promise.all(chunks(unique, MAX_KEYS).map((chunk) => getChunk(call, table.name, chunk, request)));
    return rows.flat().filter((row) => isLive(row, table.now()));
  };
}

/**
 * DynamoDB may answer in part (throttled, or over 16 MB) and names the rest in `UnprocessedKeys`: a row is
 * absent only when it is in neither.
 */
async function getChunk(call: WireCall, tableName: string, keys: RowKey[], how: object): Promise<Row[]> {
  const rows: Row[] = [];
  const get = patiently(async (asked: Item[]): Promise<Item[]> => {
    const answer = await call("BatchGetItem", { RequestItems: { [tableName]: { ...how, Keys: asked } } });
    rows.push(...(answer.Responses?.[tableName] ?? []).map((item) => fromItem(item) as Row));
    return answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }, mayPass);
  const left = await orFault("reading the table failed", () => retryLeftovers(keys.map(toItem), get));
  if (left.length > 0) throw new PipelineFault(`the table left ${left.length} keys unread`);
  return rows;
}

/** Names go in as placeholders, since many of ours are reserved words of DynamoDB. */
function projection(attributes: readonly string[] | undefined) {
  if (!attributes) return {};
  const names = Object.fromEntries(["pk", "sk", ...attributes].map((name) => [`#${name}`, name]));
  return { ProjectionExpression: Object.keys(names).join(","), ExpressionAttributeNames: names };
}
