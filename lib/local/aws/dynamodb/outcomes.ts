import { type ItemWrite, keyIn, type Shapes } from "./item-write.ts";
import { batchParts } from "./writes.ts";

/** What became of a write. One that was refused by its condition is paid all the same. */
export type WriteOutcome = "done" | "refused" | "not-done";

interface Answer {
  status: number;
  output: Record<string, unknown>;
}

/** Errors of a condition. A conflict of transactions is paid too, because DynamoDB had begun to prepare the writes. */
const REFUSALS = /ConditionalCheckFailed|DuplicateItem|TransactionCanceled/;

/** What became of each write of a call. */
export function outcomesOf(operation: string, writes: ItemWrite[], answer: Answer, shapes: Shapes): WriteOutcome[] {
  const { status, output } = answer;
  if (status >= 400) return writes.map(() => (REFUSALS.test(String(output.__type)) ? "refused" : "not-done"));
  if (operation === "BatchExecuteStatement") {
    const responses = output.Responses as { Error?: { Code: string } }[];
    return responses.map(({ Error: error }) => outcomeOf(error?.Code));
  }
  const left = new Set(
    batchParts(output.UnprocessedItems).map(({ part: { TableName, Key, Item } }) =>
      JSON.stringify([TableName, Key ?? keyIn(Item ?? {}, TableName, shapes)]),
    ),
  );
  return writes.map(({ table, key }) => (left.has(JSON.stringify([table, key])) ? "not-done" : "done"));
}

function outcomeOf(code: string | undefined): WriteOutcome {
  if (code === undefined) return "done";
  return REFUSALS.test(code) ? "refused" : "not-done";
}
