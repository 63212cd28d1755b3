import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { retryLeftovers } from "../../kit/retry-leftovers.ts";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import type { TableAccess } from "./table-access.ts";

/**
 * The most writes in one transaction:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const MAX_WRITES = 100;

export type TransactWrite = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/**
 * Writes all or nothing. Resolves with -1 when everything was written, or with the index of the first write whose
 * condition failed, when nothing was. DynamoDB cancels a transaction that conflicts with another one on the same row,
 * and the SDK doesn't retry it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html). This function does.
 */
export async function transact(table: TableAccess, writes: TransactWrite[]): Promise<number> {
  let failed = -1;
  const left = await retryLeftovers([writes], async () => {
    const outcome = await transactOnce(table, writes);
    if (outcome === "again") return [writes];
    failed = outcome;
    return [];
  });
  if (left.length > 0) throw new PipelineFault("the table kept cancelling a transaction");
  return failed;
}

async function transactOnce(table: TableAccess, writes: TransactWrite[]): Promise<number | "again"> {
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems: writes }));
    return -1;
  } catch (error) {
    const codes = cancellationCodes(error);
    const failed = codes.indexOf("ConditionalCheckFailed");
    if (failed >= 0) return failed;
    if (codes.some((code) => TEMPORARY.has(code))) return "again";
    throw asFault("writing to the table failed", error);
  }
}

const TEMPORARY = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/** One code for each write, `None` for a write that didn't cause the cancellation. Empty for any other error. */
function cancellationCodes(error: unknown): string[] {
  if (!isException(error, "TransactionCanceledException")) return [];
  const { CancellationReasons } = error as { CancellationReasons?: { Code?: string }[] };
  return (CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
}
