import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";

/** The deliveries of a subscription that used up their attempts since its latest alert of that. */
export const digestKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "D" });
const DIGESTS_PREFIX = "DIGESTS#";

/** The partition of the index of what is due that has a subscription's digest, by a hash of the subscription's id. */
export const digestPkOf = (subscriptionId: string): string => DIGESTS_PREFIX + shardOf(subscriptionId);
export const digestPks = (): string[] => SHARDS.map((shard) => DIGESTS_PREFIX + shard);
