import type { TenantRef } from "../../../core/model/tenant.ts";
import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

export const replaysPk = (of: TenantRef): string => `R#${tenantPlaceOf(of)}`;
export const replayKey = (of: TenantRef, replayId: string): RowKey => ({ pk: replaysPk(of), sk: replayId });

/** Sorts after the ids of replays. Lists of replays end before it. */
export const REPLAY_PLACES_SK = "~";

/** The places of slices of a tenant's replays. The row is among the replays, and is erased with them. */
export const replayPlacesKey = (of: TenantRef): RowKey => ({ pk: replaysPk(of), sk: REPLAY_PLACES_SK });

/** The places of a tenant's test sends. The row is among the replays too. */
export const testPlacesKey = (of: TenantRef): RowKey => ({ pk: replaysPk(of), sk: `${REPLAY_PLACES_SK}T` });

/**
 * The operator's lists of replays: of all replays, and of those that haven't ended. Their rows are small, and as many as
 * requests that begin a replay: API Gateway lets 1,000 requests a second pass.
 */
type ReplayHeads = "all" | "open";

const REPLAY_HEADS = { all: "REPLAYS#A", open: "REPLAYS#O" } as const;
const REPLAY_PREFIX = "rpl_";
const replayHeadPk = (list: ReplayHeads, shard: number): string => REPLAY_HEADS[list] + shard;
export const replayHeadPks = (list: ReplayHeads): string[] => SHARDS.map((shard) => replayHeadPk(list, shard));

export function replayHeadKey(list: ReplayHeads, replayId: string): RowKey {
  const ulid = replayId.slice(REPLAY_PREFIX.length);
  return { pk: replayHeadPk(list, shardOf(ulid)), sk: ulid };
}

export const replayIdIn = ({ sk }: RowKey): string => REPLAY_PREFIX + sk;
