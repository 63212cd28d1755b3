import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { alertOf } from "../../../core/alerts/alert.ts";
import { lru } from "../../../core/kit/lru.ts";
import { BETWEEN_FILTER_ALERTS_MS, type FilterProblemWriter } from "../../../core/log/filter-problems.ts";
import type { FilterProblem } from "../../../core/model/filter-problem.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { pooled } from "../../kit/pooled.ts";
import { alertWrites } from "../alert-rows.ts";
import { isStill } from "../driver/conditions.ts";
import { transact } from "../driver/transact.ts";
import { type RowChange, updateOf } from "../driver/update-expression.ts";
import { filterProblemKey } from "../keys/subscription-keys.ts";
import { filterProblemFields, type LogTable } from "../rows.ts";

/** How long a problem stays as it is, because each event of a subscription may find the same one. */
const QUIET_MS = 60_000;
const MAX_REMEMBERED = 10_000;
const PARALLEL_CALLS = 8;

/** When the latest alert was raised, in epoch milliseconds. */
const ALERTED = "alertedAtMs";

/** Writes each subscription's latest problem, at most once a minute. */
export function dynamoFilterProblemWriter(table: LogTable): FilterProblemWriter {
  const writtenAtMs = lru<number>(MAX_REMEMBERED);
  const isDue = (subscriptionId: string): boolean =>
    (writtenAtMs.get(subscriptionId) ?? Number.NEGATIVE_INFINITY) <= table.now() - QUIET_MS;
  const changeOf = (subscriptionId: string, change: RowChange) => ({
    TableName: table.name,
    Key: filterProblemKey(subscriptionId),
    ...updateOf(change),
  });

  return {
    async noteProblems(tenantId, problems) {
      const due = [...problems].filter(([subscriptionId]) => isDue(subscriptionId));
      await pooled(due, PARALLEL_CALLS, ([subscriptionId, problem]) => note({ tenantId, subscriptionId }, problem));
    },
  };

  /** A problem that isn't written is written with the next event. */
  async function note(key: SubscriptionKey, problem: FilterProblem): Promise<void> {
    try {
      await raiseDaily(key, problem, await write(key, problem));
      writtenAtMs.set(key.subscriptionId, table.now());
    } catch {}
  }

  /** Resolves with when the latest alert was raised. */
  async function write({ subscriptionId }: SubscriptionKey, problem: FilterProblem): Promise<number | undefined> {
    const set = filterProblemFields(table, subscriptionId, problem);
    const change = changeOf(subscriptionId, { set, conditions: [] });
    const { Attributes } = await table.client.send(new UpdateCommand({ ...change, ReturnValues: "ALL_NEW" }));
    return Attributes?.[ALERTED];
  }

  /** If two functions find the same problem, one of them raises the alert. */
  async function raiseDaily(key: SubscriptionKey, { at, reason }: FilterProblem, alertedAtMs: number | undefined) {
    const nowMs = table.now();
    if (alertedAtMs !== undefined && nowMs - alertedAtMs < BETWEEN_FILTER_ALERTS_MS) return;
    const conditions = [isStill(ALERTED, alertedAtMs)];
    const Update = changeOf(key.subscriptionId, { set: { [ALERTED]: nowMs }, conditions });
    const alert = alertOf(key, "filter.too-slow", { reason }, Date.parse(at));
    await transact(table, [{ Update }, ...alertWrites(table, alert)]);
  }
}
