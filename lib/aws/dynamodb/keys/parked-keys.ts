import { SHARDS, shardOf } from "../shards.ts";

const PARKED_PREFIX = "PARKED#";

/** The partition of the index of what is due that has a parked delivery, by a hash of its id. */
export const parkedPkOf = (deliveryId: string): string => PARKED_PREFIX + shardOf(deliveryId);
export const parkedPks = (): string[] => SHARDS.map((shard) => PARKED_PREFIX + shard);
