import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import { batchPutter } from "../../../lib/aws/dynamodb/driver/batch-put.ts";
import type { LogTable } from "../../../lib/aws/dynamodb/rows.ts";
import type { Delivery, Subscription } from "../../../lib/core/model.ts";
import { deliveryAt } from "../../support/contracts/sample-records.ts";

/** Rows that are written concurrently, in calls of 25. */
const AT_ONCE = 250;

/** One delivery in ten failed. */
const failed = { state: "exhausted", failure: "http-500", attempts: 4, lastStatus: 500 } as const;

/** The `n`-th delivery of a subscription, one millisecond after the previous one. */
const nth = (subscription: Subscription, n: number, sinceMs: number): Delivery =>
  deliveryAt(subscription, sinceMs + n, { latencyMs: 12, ...(n % 10 === 0 && failed) });

/** Writes deliveries until there are `to` of them, or the deadline has passed. Resolves with their number. */
export async function fill(
  table: LogTable,
  subscription: Subscription,
  { to, sinceMs, deadlineMs }: { to: number; sinceMs: number; deadlineMs: number },
): Promise<number> {
  const put = batchPutter(table);
  let count = 0;
  while (count < to && Date.now() < deadlineMs) {
    const some = Math.min(AT_ONCE, to - count);
    const rows = Array.from({ length: some }, (_, n) => deliveryRow(table, nth(subscription, count + n, sinceMs)));
    const [fault] = (await put(rows)).values();
    if (fault) throw fault;
    count += some;
  }
  return count;
}
