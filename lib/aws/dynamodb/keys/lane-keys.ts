import type { LanePlace } from "../../../core/ordered/lane-store.ts";
import { groupOf, type OrderedLane } from "../../../core/ordered/ordered-lane.ts";
import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";

export const LANE_PLACE_PREFIX = "P#";
export const LANE_PREFIX = "L#";
const orderedPk = (group: string): string => `Q#${group}`;

/** The partition of the places of an ordered lane. It is the lane's own, so the places of others cost no read. */
export const lanePlacesPk = (lane: Pick<OrderedLane, "subscriptionId" | "hash">): string => orderedPk(groupOf(lane));
export const lanePlaceKey = (lane: OrderedLane, { sequence }: Pick<LanePlace, "sequence">): RowKey => ({
  pk: lanePlacesPk(lane),
  sk: LANE_PLACE_PREFIX + sequence,
});
export const sequenceIn = ({ sk }: RowKey): string => sk.slice(LANE_PLACE_PREFIX.length);

/** A subscription's lanes share a partition, so that they can be listed. */
export const lanesPk = (subscriptionId: string): string => orderedPk(subscriptionId);
export const laneKey = ({ subscriptionId, hash }: OrderedLane): RowKey => ({
  pk: lanesPk(subscriptionId),
  sk: LANE_PREFIX + hash,
});
export const laneHashIn = ({ sk }: RowKey): string => sk.slice(LANE_PREFIX.length);
const DUE_LANES_PREFIX = "LANES#";

/** The partition of the index of what is due that has a lane, by a hash of its message group. */
export const dueLanePkOf = (lane: OrderedLane): string => DUE_LANES_PREFIX + shardOf(groupOf(lane));
export const dueLanePks = (): string[] => SHARDS.map((shard) => DUE_LANES_PREFIX + shard);
