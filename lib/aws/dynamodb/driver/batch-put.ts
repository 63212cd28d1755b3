import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../kit/batching.ts";
import { patiently } from "../../kit/patiently.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { asFault } from "../../kit/sdk-errors.ts";
import { fromItem, toItem } from "./attribute-values.ts";
import { keyText, type TableAccess, type TableRow } from "./table-access.ts";
import { dynamoWire, type WireCall } from "./wire.ts";

/**
 * The most rows in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * The other limit, 16 MB, is out of reach: 25 events with every byte of their data escaped stay under 14 MB.
 */
const MAX_ROWS = 25;

/**
 * Puts rows, and overwrites existing ones. Keys must not repeat. Resolves with a fault for each row that may be
 * unwritten. All other rows were written.
 */
export function batchPutter(table: TableAccess) {
  const call = dynamoWire(table.client);

  return async function batchPut(rows: TableRow[]): Promise<Map<TableRow, PipelineFault>> {
    const faults = await Promise.all(chunks(rows, MAX_ROWS).map((chunk) => putChunk(call, table.name, chunk)));
    return new Map(faults.flat());
  };
}

/** Puts rows as `batchPutter` does, but throws the first fault. */
export function allRowsPutter(table: TableAccess) {
  const batchPut = batchPutter(table);

  return async function putAllRows(rows: TableRow[]): Promise<void> {
    const [fault] = (await batchPut(rows)).values();
    if (fault) throw fault;
  };
}

async function putChunk(call: WireCall, tableName: string, rows: TableRow[]): Promise<[TableRow, PipelineFault][]> {
  try {
    const put = patiently((asked: TableRow[]) => putOnce(call, tableName, asked));
    const left = await retryLeftovers(rows, put);
    return left.map((row) => [row, new PipelineFault("the table left a row unwritten")]);
  } catch (error) {
    const fault = asFault("writing to the table failed", error);
    return rows.map((row) => [row, fault]);
  }
}

/** Makes one call. Resolves with the rows that DynamoDB lists in `UnprocessedItems`. */
async function putOnce(call: WireCall, tableName: string, rows: TableRow[]): Promise<TableRow[]> {
  const requests = rows.map((row) => ({ PutRequest: { Item: toItem(row) } }));
  const answer = await call("BatchWriteItem", { RequestItems: { [tableName]: requests } });
  const left = new Set(
    (answer.UnprocessedItems?.[tableName] ?? []).map((r) => keyText(fromItem(r.PutRequest?.Item ?? {}))),
  );
  return rows.filter((row) => left.has(keyText(row)));
}
