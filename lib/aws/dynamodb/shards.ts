/**
 * A partition accepts 1,000 write units a second, in an index too
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). DynamoDB may split a
 * busy partition, but not where the sort keys only rise, as ULIDs do: all new rows would fall into the last part. So the
 * events of a tenant spread over four partitions, and so do the deliveries of a subscription: a tenant can send 4,000
 * events a second, and a subscription can make 4,000 attempts. A list reads all four and merges them. The number must
 * not change while rows written under the old number exist.
 */
export const SHARDS = [0, 1, 2, 3] as const;

/** The shard of a row, by the ULID of its event. */
export const shardOf = (ulid: string): number => hashOf(ulid) & (SHARDS.length - 1);

/** FNV-1a. It spreads short ids evenly, and gives the same result in every process. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 16);
}
