import type { TenantRef } from "../../../core/model/tenant.ts";
import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

const eventShardPk = (of: TenantRef, shard: number): string => `E#${tenantPlaceOf(of)}#${shard}`;
export const eventKey = (of: TenantRef, ulid: string): RowKey => ({ pk: eventShardPk(of, shardOf(ulid)), sk: ulid });

/** All partitions of a tenant's events. */
export const eventPks = (of: TenantRef): string[] => SHARDS.map((shard) => eventShardPk(of, shard));
export const claimKey = (of: TenantRef, name: string): RowKey => ({ pk: `C#${tenantPlaceOf(of)}#${name}`, sk: "C" });
