import { type Evidence, NO_EVIDENCE, withNewWindow } from "../../core/health/evidence.ts";
import type { Health, Standing } from "../../core/health/health.ts";
import { dueMs, isHolding } from "../../core/health/holding.ts";
import type { Leases } from "../../core/kit/leases.ts";
import type { SubscriptionKey } from "../../core/model/subscription.ts";
import type { TableRow } from "./driver/table-access.ts";
import { duePkOf, healthKey } from "./keys/health-keys.ts";
import { type Retention, retainedUntil } from "./rows.ts";
import { DUE_INDEX, TTL_ATTRIBUTE } from "./table.ts";

/**
 * What is known about subscriptions' endpoints as rows.
 *
 * The evidence has attributes of its own, because `ADD` takes only top-level attributes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html). The standing is
 * one map, because all of it changes together. A row with a hold has no TTL, and the index `due` has the rows for which
 * something is due.
 */

/** The attributes of a row that an earlier release wrote are the first three, and the subscription's id. */
interface HealthFields extends Partial<Omit<Evidence, "failedDeliveries">> {
  slowSince?: string;
  quickAnswers?: number;
  leases?: Leases;
  subscriptionId: string;
  version?: number;
  standing?: Standing;
  failedDeliveries?: Iterable<string>;
}

/** A row for an endpoint of which nothing is known yet, with some more attributes. */
export const newHealthRow = (
  retention: Retention,
  subscription: SubscriptionKey,
  nowMs: number,
  fields: Record<string, unknown>,
): TableRow => ({
  ...healthKey(subscription.subscriptionId),
  ...ownerFields(subscription),
  [TTL_ATTRIBUTE]: retainedUntil(retention, nowMs),
  quickAnswers: 0,
  leases: {},
  ...fields,
});

export const ownerFields = ({ tenantId, subscriptionId }: SubscriptionKey) => ({ tenantId, subscriptionId });

/** Does the row stay until its hold ends? */
export const isLasting = (row: Record<string, unknown>): boolean => row[TTL_ATTRIBUTE] === undefined;

/** The attributes of a standing. Undefined stands for an attribute that the row must not have. */
export function standingFields(
  retention: Retention,
  { subscriptionId }: SubscriptionKey,
  standing: Standing,
  nowMs: number,
) {
  const { paused, breaker, release, transitions, disabling } = standing;
  const dueAt = dueMs(standing);
  return {
    standing: { paused, breaker, release, transitions, disabling },
    [DUE_INDEX.partitionKey]: dueAt === undefined ? undefined : duePkOf(subscriptionId),
    [DUE_INDEX.sortKey.name]: dueAt,
    [TTL_ATTRIBUTE]: isHolding(standing) ? undefined : retainedUntil(retention, nowMs),
  };
}

/** The attributes of the window of evidence that begins with a release; none if the standing begins no release. */
export function windowFields(before: Standing | undefined, { release }: Standing) {
  if (!release || release.sinceMs === before?.release?.sinceMs) return {};
  const { windowSinceMs, attempts, failures, timeOuts } = withNewWindow(NO_EVIDENCE, release.sinceMs);
  return { windowSinceMs, attempts, failures, timeOuts, failedDeliveries: undefined };
}

/** A subscription's id and the health of its endpoint. */
export function healthIn(row: Record<string, unknown>): [subscriptionId: string, health: Health] {
  const {
    subscriptionId,
    standing,
    version = 0,
    slowSince,
    quickAnswers = 0,
    leases = {},
  } = row as HealthFields & {
    [name: string]: unknown;
  };
  return [subscriptionId, { ...standing, version, slowSince, quickAnswers, leases, evidence: evidenceIn(row) }];
}

function evidenceIn(row: Record<string, unknown>): Evidence {
  const { windowSinceMs, attempts, failures, timeOuts, answersSlowly, failuresInARow, failingSince, lastFailureAt } = {
    ...NO_EVIDENCE,
    ...row,
  } as Evidence;
  const failedDeliveries = [...((row.failedDeliveries as Iterable<string> | undefined) ?? [])].sort();
  return {
    windowSinceMs,
    attempts,
    failures,
    failedDeliveries,
    timeOuts,
    answersSlowly,
    failuresInARow,
    failingSince,
    lastFailureAt,
  };
}
