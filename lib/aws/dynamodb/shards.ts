/**
 * A partition accepts 1,000 writes a second, in an index too, and an index that can't keep up throttles the table
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). Rows of the table
 * spread by delivery and event id. In an index, all deliveries of a busy subscription would share one partition, so
 * they are spread over four: one subscription can make 4,000 attempts a second. A list reads all four and merges them.
 * The number must not change while rows written under the old number exist.
 */
export const SHARDS = [0, 1, 2, 3] as const;

/** The shard of the event or delivery with this id. */
export const shardOf = (id: string): number => hashOf(id) & (SHARDS.length - 1);

/** FNV-1a. It spreads short ids evenly, and gives the same result in every process. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 16);
}
