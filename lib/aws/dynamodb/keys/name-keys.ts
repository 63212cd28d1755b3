import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";

/**
 * The operator's list of all subscriptions with their names and URLs. Each change of a subscription writes its row, in
 * the same transaction: API Gateway lets 1,000 requests a second pass, and the list has four partitions.
 */
const namePk = (shard: number): string => `NAMES#${shard}`;
export const namePks = (): string[] => SHARDS.map(namePk);
export const nameKey = (subscriptionId: string): RowKey => ({
  pk: namePk(shardOf(subscriptionId)),
  sk: subscriptionId,
});
