import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { asFault, isException } from "../../faults.ts";
import { retryLeftovers } from "../../leftovers.ts";
import { tenantKey } from "../table.ts";
import type { Table } from "./access.ts";

/** In one transaction: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const MAX_WRITES = 100;

export type Write = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/**
 * Writes all or nothing. Resolves with the index of the first write whose condition did not hold (then nothing
 * was written), or -1 when all was written. A transaction that meets another one on the same row is
 * cancelled, which the SDK does not retry
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html); here it is.
 */
export async function transact(table: Table, writes: Write[]): Promise<number> {
  let failed = -1;
  const left = await retryLeftovers([writes], async () => {
    const verdict = await transactOnce(table, writes);
    if (verdict === "again") return [writes];
    failed = verdict;
    return [];
  });
  if (left.length > 0) throw new PipelineFault("the table kept cancelling a transaction");
  return failed;
}

async function transactOnce(table: Table, writes: Write[]): Promise<number | "again"> {
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems: writes }));
    return -1;
  } catch (error) {
    const codes = cancellationCodes(error);
    const failed = codes.indexOf("ConditionalCheckFailed");
    if (failed >= 0) return failed;
    if (codes.some((code) => PASSING.has(code))) return "again";
    throw asFault("writing to the table failed", error);
  }
}

const PASSING = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/** One code per write, `None` for a write that was not to blame. Empty when it is some other error. */
function cancellationCodes(error: unknown): string[] {
  if (!isException(error, "TransactionCanceledException")) return [];
  const { CancellationReasons } = error as { CancellationReasons?: { Code?: string }[] };
  return (CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
}

/** The write that tells that something of a tenant's changed: to caches of its subscriptions, and to who deletes it. */
export const bumpVersion = (table: Table, tenantId: string): Write => ({
  Update: {
    TableName: table.name,
    Key: tenantKey(tenantId),
    UpdateExpression: "ADD version :one",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeValues: { ":one": 1 },
  },
});
