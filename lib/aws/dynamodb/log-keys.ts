import type { Delivery } from "../../core/model.ts";
import { SHARDS, shardOf } from "./shards.ts";

/** The keys of rows in the log's indexes, and the partitions that a list reads. */

type HeadKey = { headPk: string; logSk: string };

export const TENANTS_PK = "TENANTS";
export const tenantLogKey = (tenant: { id: string; createdAt: string }): HeadKey => ({
  headPk: TENANTS_PK,
  logSk: `${tenant.createdAt}#${tenant.id}`,
});

const eventShardPk = (tenantId: string, shard: number): string => `E#${tenantId}#${shard}`;

export const eventLogKey = (event: { tenantId: string; id: string; receivedAt: string }): HeadKey => ({
  headPk: eventShardPk(event.tenantId, shardOf(event.id)),
  logSk: eventLogSk(event),
});

/** Sorts events by time. The id makes the key unique, so that a page can start after any row. */
export const eventLogSk = ({ id, receivedAt }: { id: string; receivedAt: string }): string => `${receivedAt}#${id}`;

/** All partitions of a tenant's events. */
export const eventLogPks = (tenantId: string): string[] => SHARDS.map((shard) => eventShardPk(tenantId, shard));

type LoggedDelivery = Pick<Delivery, "id" | "subscriptionId" | "createdAt" | "state" | "failure">;

/**
 * A delivery's keys in all indexes. The keys by state and by failure change with the delivery, so the row moves in
 * these indexes when it is rewritten.
 */
export function deliveryLogKey({ id, subscriptionId, createdAt, state, failure }: LoggedDelivery) {
  const shard = shardOf(id);
  return {
    logPk: deliveryShardPk(subscriptionId, shard),
    logSk: deliveryLogSk({ id, createdAt }),
    statePk: state === "delivered" ? undefined : deliveryKindPk(subscriptionId, state, shard),
    failurePk: failure && deliveryKindPk(subscriptionId, failure, shard),
  };
}

const deliveryShardPk = (subscriptionId: string, shard: number): string => `L#${subscriptionId}#${shard}`;
const deliveryKindPk = (subscriptionId: string, kind: string, shard: number): string =>
  `L#${subscriptionId}#${kind}#${shard}`;

/** Sorts deliveries by time. The id makes the key unique, so that a page can start after any row. */
export const deliveryLogSk = ({ id, createdAt }: { id: string; createdAt: string }): string => `${createdAt}#${id}`;

/** All partitions of a subscription's deliveries. */
export const deliveryLogPks = (subscriptionId: string): string[] =>
  SHARDS.map((shard) => deliveryShardPk(subscriptionId, shard));

/**
 * All partitions of a subscription's deliveries with these states or these failures. The state `delivered` has no
 * partition.
 */
export const deliveryIndexPks = (subscriptionId: string, kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => SHARDS.map((shard) => deliveryKindPk(subscriptionId, kind, shard)));
