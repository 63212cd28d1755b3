import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";

/** The key has no tenant, because a subscription's id is unique across tenants. */
export const statusKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "Z" });
export const healthKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "H" });
export const isHealthKey = ({ pk, sk }: RowKey): boolean => sk === "H" && pk.startsWith("Z#");

/** What functions saw of our own network. */
export const networkKey = (): RowKey => ({ pk: "NETWORK", sk: "N" });

/**
 * The partition of the index of what is due that has the subscriptions that Posthorn has switched off. One is enough: the
 * same transactions write alerts, which have one partition too.
 */
export const OFF_PK = "OFF";
const DUE_PREFIX = "DUE#";

/** The partition of the index of what is due, by a hash of the subscription's id. */
export const duePkOf = (subscriptionId: string): string => DUE_PREFIX + shardOf(subscriptionId);

/** All partitions of the index of what is due. */
export const duePks = (): string[] => SHARDS.map((shard) => DUE_PREFIX + shard);
