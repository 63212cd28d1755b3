import { PipelineFault } from "../../../core/errors.ts";
import { deliveryId, parseDeliveryId } from "../../../core/ids.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import { SHARDS, shardOf } from "../shards.ts";
import { DELIVERY_PREFIX, type RowKey } from "../table.ts";
import { number4 } from "./row-number.ts";

const deliveryShardPk = (subscriptionId: string, shard: number): string =>
  `${DELIVERY_PREFIX}${subscriptionId}#${shard}`;
const deliveryStatePk = (subscriptionId: string, state: string, shard: number): string =>
  `${DELIVERY_PREFIX}${subscriptionId}#${state}#${shard}`;

/** Throws a `PipelineFault` for a text that isn't the id of a delivery. */
function partsOf(deliveryId: string): { ulid: string; subscriptionId: string } {
  const parts = parseDeliveryId(deliveryId);
  if (!parts) throw new PipelineFault("a delivery has an id in an unknown form");
  return parts;
}

/** The key has no tenant, because a subscription's id is unique across tenants. */
export function deliveryKey(deliveryId: string): RowKey {
  const { ulid, subscriptionId } = partsOf(deliveryId);
  return { pk: deliveryShardPk(subscriptionId, shardOf(ulid)), sk: ulid };
}

export const isDeliveryKey = ({ pk }: RowKey): boolean => pk.startsWith(DELIVERY_PREFIX);
export const deliveryIdIn = ({ pk, sk }: RowKey): string => deliveryId(sk, subscriptionIdIn(pk));
const subscriptionIdIn = (pk: string): string => pk.slice(DELIVERY_PREFIX.length, pk.lastIndexOf("#"));

/** All partitions of a subscription's deliveries. */
export const deliveryPks = (subscriptionId: string): string[] =>
  SHARDS.map((shard) => deliveryShardPk(subscriptionId, shard));

/** The partition of the index by state. A `delivered` row has none, so that it isn't in the index. */
export function statePkOf({ id, state }: Pick<Delivery, "id" | "state">): string | undefined {
  if (state === "delivered") return undefined;
  const { ulid, subscriptionId } = partsOf(id);
  return deliveryStatePk(subscriptionId, state, shardOf(ulid));
}

/** All partitions of the index with a subscription's deliveries in these states. */
export const statePks = (subscriptionId: string, states: readonly string[]): string[] =>
  states.flatMap((state) => SHARDS.map((shard) => deliveryStatePk(subscriptionId, state, shard)));

/** The partition of a delivery's attempts after the first, which is in the delivery's row. */
export function attemptsPk(deliveryId: string): string {
  const { ulid, subscriptionId } = partsOf(deliveryId);
  return `A#${subscriptionId}#${ulid}`;
}

/** Attempts are numbered from 1. */
export const attemptKey = (deliveryId: string, number: number): RowKey => ({
  pk: attemptsPk(deliveryId),
  sk: number4(number),
});
