import type { BatchStatementError, BatchStatementRequest, BatchStatementResponse } from "@aws-sdk/client-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { chunks } from "../../kit/batching.ts";
import { patiently } from "../../kit/patiently.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { asFault } from "../../kit/sdk-errors.ts";
import { toItem } from "./attribute-values.ts";
import type { TableAccess, TableRow } from "./table-access.ts";
import { dynamoWire, type WireCall } from "./wire.ts";

/**
 * The most statements in one call:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
const MAX_STATEMENTS = 25;

export type InsertResult = "written" | "exists" | PipelineFault;

/** A row to insert, and what became of it. Undefined until DynamoDB has decided. */
interface Job {
  row: TableRow;
  result: InsertResult | undefined;
}

/**
 * Inserts rows, and overwrites none. BatchWriteItem takes no conditions, but BatchExecuteStatement runs PartiQL
 * statements that succeed or fail alone
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html).
 * Each failed one costs as many write units as the existing row takes. The results have the order of the rows. Keys must
 * not repeat. An expired row that DynamoDB hasn't deleted yet still exists.
 *
 * A write whose answer is lost is tried again. It then finds its own row, and its result is `exists`. So compare the
 * existing row with yours before you conclude that another writer was first.
 */
export function batchInserter(table: TableAccess) {
  const call = dynamoWire(table.client);

  return async function insertAll(rows: readonly TableRow[]): Promise<InsertResult[]> {
    const jobs = rows.map((row): Job => ({ row, result: undefined }));
    await Promise.all(chunks(jobs, MAX_STATEMENTS).map(runChunk));
    return jobs.map(({ result }) => result ?? new PipelineFault("the table left a row unwritten"));
  };

  async function runChunk(jobs: Job[]): Promise<void> {
    try {
      await retryLeftovers(jobs, patiently(runOnce));
    } catch (error) {
      const fault = asFault("writing to the table failed", error);
      for (const job of jobs) job.result ??= fault;
    }
  }

  /** Makes one call. Resolves with the jobs to try again. */
  async function runOnce(jobs: Job[]): Promise<Job[]> {
    const responses = await execute(
      call,
      jobs.map(({ row }) => insertStatement(table.name, row)),
    );
    for (const [index, job] of jobs.entries()) job.result = resultOf(responses[index] ?? {});
    return jobs.filter(({ result }) => result === undefined);
  }
}

/** The responses have the order of the statements. */
async function execute(call: WireCall, Statements: BatchStatementRequest[]): Promise<BatchStatementResponse[]> {
  const { Responses } = await call("BatchExecuteStatement", { Statements });
  if (Responses?.length === Statements.length) return Responses;
  throw new PipelineFault("the table did not answer every statement");
}

/**
 * Inserts a row. Each attribute's value is a parameter, so it keeps its exact type. PartiQL can't write binary values in
 * any other way (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html).
 * Parameters take every type of attribute:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html
 */
function insertStatement(tableName: string, row: TableRow): BatchStatementRequest {
  const item = toItem(row);
  const pairs = Object.keys(item).map(inSingleQuotes).join(":?,");
  return {
    Statement: `INSERT INTO ${inDoubleQuotes(tableName)} VALUE {${pairs}:?}`,
    Parameters: Object.values(item),
  };
}

/** Names in a map. A quote in a name is doubled. */
const inSingleQuotes = (name: string): string => `'${name.includes("'") ? name.replaceAll("'", "''") : name}'`;

/** Names of tables. Without the quotes, a hyphen would be a syntax error. */
const inDoubleQuotes = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Codes of failures that a retry may get past:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
const TEMPORARY = new Set<string | undefined>([
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "InternalServerError",
  "TransactionConflict",
]);

/** Returns undefined for a statement to try again. */
function resultOf({ Error: error }: BatchStatementResponse): InsertResult | undefined {
  if (!error) return "written";
  if (TEMPORARY.has(error.Code)) return undefined;
  return error.Code === "DuplicateItem" ? "exists" : faultOf(error);
}

function faultOf({ Code, Message }: BatchStatementError): PipelineFault {
  return new PipelineFault(
    "the table rejected a statement",
    Object.assign(new Error(Message), { name: Code ?? "Error" }),
  );
}
