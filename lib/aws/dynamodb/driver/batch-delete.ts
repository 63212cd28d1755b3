import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../kit/batching.ts";
import { patiently } from "../../kit/patiently.ts";
import { pooled } from "../../kit/pooled.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import type { RowKey } from "../table.ts";
import { fromItem, toItem } from "./attribute-values.ts";
import { keyText, type TableAccess } from "./table-access.ts";
import { dynamoWire } from "./wire.ts";

/** The most keys in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_KEYS = 25;

const PARALLEL_CALLS = 8;

/** Deletes rows by key. Keys may repeat, and need not exist. Rejects with a `PipelineFault` if a row may be left. */
export function batchDeleter(table: TableAccess) {
  const call = dynamoWire(table.client);

  return async function batchDelete(keys: readonly RowKey[]): Promise<void> {
    const unique = new Map(keys.map(({ pk, sk }) => [keyText({ pk, sk }), { pk, sk }]));
    await pooled(chunks([...unique.values()], MAX_KEYS), PARALLEL_CALLS, deleteChunk);
  };

  async function deleteChunk(keys: RowKey[]): Promise<void> {
    const left = await orFault("deleting rows failed", () => retryLeftovers(keys, patiently(deleteOnce)));
    if (left.length > 0) throw new PipelineFault(`the table left ${left.length} rows undeleted`);
  }

  /** Makes one call. Resolves with the keys that DynamoDB lists in `UnprocessedItems`. */
  async function deleteOnce(keys: RowKey[]): Promise<RowKey[]> {
    const requests = keys.map((key) => ({ DeleteRequest: { Key: toItem(key) } }));
    const answer = await call("BatchWriteItem", { RequestItems: { [table.name]: requests } });
    const unprocessed = answer.UnprocessedItems?.[table.name] ?? [];
    const left = new Set(unprocessed.map(({ DeleteRequest }) => keyText(fromItem(DeleteRequest?.Key ?? {}))));
    return keys.filter((key) => left.has(keyText({ ...key })));
  }
}
