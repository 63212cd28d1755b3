import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../kit/batching.ts";
import { patiently } from "../../kit/patiently.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import type { RowKey } from "../table.ts";
import { type AttributeMap, fromItem, toItem } from "./attribute-values.ts";
import { projection } from "./projection.ts";
import { isLive, keyText, type TableAccess, type TableRow } from "./table-access.ts";
import { dynamoWire, type WireCall } from "./wire.ts";

/** The most keys in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

/**
 * Reads rows by key. The answer leaves out rows that are absent or have expired. Keys may repeat,
 * although BatchGetItem rejects a call with duplicate keys.
 *
 * @param attributes the attributes to read besides the key; all of them by default
 * @param consistent strongly consistent, which costs twice as much as eventually consistent:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function batchGetter(table: TableAccess, attributes?: readonly string[], consistent = true) {
  const call = dynamoWire(table.client);
  const request = { ConsistentRead: consistent, ...(attributes && projection(attributes)) };

  return async function batchGet(keys: RowKey[]): Promise<TableRow[]> {
    const unique = [...new Map(keys.map((key) => [keyText(key), key])).values()];
    const rows = await Promise.all(chunks(unique, MAX_KEYS).map((chunk) => getChunk(call, table.name, chunk, request)));
    return rows.flat().filter((row) => isLive(row, table.now()));
  };
}

/**
 * DynamoDB may return a part of the rows, when it throttles or the answer exceeds 16 MB. It lists the other keys in
 * `UnprocessedKeys`. A row is absent only when it is in neither.
 */
async function getChunk(call: WireCall, tableName: string, keys: RowKey[], how: object): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const get = patiently(async (asked: AttributeMap[]): Promise<AttributeMap[]> => {
    const answer = await call("BatchGetItem", { RequestItems: { [tableName]: { ...how, Keys: asked } } });
    rows.push(...(answer.Responses?.[tableName] ?? []).map((item) => fromItem(item) as TableRow));
    return answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  });
  const left = await orFault("reading the table failed", () => retryLeftovers(keys.map(toItem), get));
  if (left.length > 0) throw new PipelineFault(`the table left ${left.length} keys unread`);
  return rows;
}
