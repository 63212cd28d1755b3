import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../core/errors.ts";
import { chunks } from "../batches.ts";
import { asFault } from "../faults.ts";
import { retryLeftovers } from "../leftovers.ts";
import type { Row, Table } from "./access.ts";

/**
 * Rows in one call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * Its other limit, 16 MB, can't be met: 25 events with all of their data escaped are under 14 MB.
 */
const MAX_ROWS = 25;

/**
 * Puts rows, overwriting what was there. Resolves with the fault of each row that may not have been written;
 * rows that are not in it were. Keys may not repeat.
 */
export async function batchPut(table: Table, rows: Row[]): Promise<Map<Row, PipelineFault>> {
  const faults = await Promise.all(chunks(rows, MAX_ROWS).map((chunk) => putChunk(table, chunk)));
  return new Map(faults.flat());
}

async function putChunk(table: Table, rows: Row[]): Promise<[Row, PipelineFault][]> {
  try {
    const left = await retryLeftovers(rows, (asked) => putOnce(table, asked));
    return left.map((row) => [row, new PipelineFault("the table left a row unwritten")]);
  } catch (error) {
    const fault = asFault("writing to the table failed", error);
    return rows.map((row) => [row, fault]);
  }
}

/** One call; resolves with the rows that DynamoDB names as `UnprocessedItems`. */
async function putOnce(table: Table, rows: Row[]): Promise<Row[]> {
  const requests = rows.map((row) => ({ PutRequest: { Item: row } }));
  const answer = await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
  const left = new Set((answer.UnprocessedItems?.[table.name] ?? []).map((r) => keyText(r.PutRequest?.Item)));
  return rows.filter((row) => left.has(keyText(row)));
}

const keyText = (item: Record<string, unknown> | undefined): string => `${item?.pk}\n${item?.sk}`;
