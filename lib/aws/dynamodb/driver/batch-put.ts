import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../batches.ts";
import { asFault } from "../../faults.ts";
import { patiently, retryLeftovers } from "../../leftovers.ts";
import type { Row, Table } from "./access.ts";
import { fromItem, toItem } from "./attribute-values.ts";
import { dynamoWire, mayPass, type WireCall } from "./wire.ts";

/**
 * Rows in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * Its other limit, 16 MB, can't be met: 25 events with all of their data escaped are under 14 MB.
 */
export const MAX_ROWS = 25;

/**
 * Puts rows, overwriting what was there. Resolves with the fault of each row that may not have been written;
 * rows that are not in it were. Keys may not repeat.
 */
export function batchPutter(table: Table) {
  const call = dynamoWire(table.client);

  return async function batchPut(rows: Row[]): Promise<Map<Row, PipelineFault>> {
    const faults = await Promise.all(chunks(rows, MAX_ROWS).map((chunk) => putChunk(call, table.name, chunk)));
    return new Map(faults.flat());
  };
}

async function putChunk(call: WireCall, tableName: string, rows: Row[]): Promise<[Row, PipelineFault][]> {
  try {
    const put = patiently((asked: Row[]) => putOnce(call, tableName, asked), mayPass);
    const left = await retryLeftovers(rows, put);
    return left.map((row) => [row, new PipelineFault("the table left a row unwritten")]);
  } catch (error) {
    const fault = asFault("writing to the table failed", error);
    return rows.map((row) => [row, fault]);
  }
}

/** One call; resolves with the rows that DynamoDB names as `UnprocessedItems`. */
async function putOnce(call: WireCall, tableName: string, rows: Row[]): Promise<Row[]> {
  const requests = rows.map((row) => ({ PutRequest: { Item: toItem(row) } }));
  const answer = await call("BatchWriteItem", { RequestItems: { [tableName]: requests } });
  const left = new Set(
    (answer.UnprocessedItems?.[tableName] ?? []).map((r) => keyText(fromItem(r.PutRequest?.Item ?? {}))),
  );
  return rows.filter((row) => left.has(keyText(row)));
}

const keyText = ({ pk, sk }: Record<string, unknown>): string => `${pk}\n${sk}`;
