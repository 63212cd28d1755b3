import type { TenantRef } from "../../../core/model/tenant.ts";
import { SHARDS, shardOf } from "../shards.ts";
import type { RowKey } from "../table.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

/**
 * The operator's list of all changes. Its rows are small, and as many as requests that change something: API Gateway
 * lets 1,000 requests a second pass.
 */
const auditHeadPk = (shard: number): string => `AUDIT#${shard}`;
export const auditHeadPks = (): string[] => SHARDS.map(auditHeadPk);
export const auditHeadKey = (ulid: string): RowKey => ({ pk: auditHeadPk(shardOf(ulid)), sk: ulid });

/** A tenant's own list of changes. Each tenant can fill only its own partition. */
export const tenantAuditPk = (of: TenantRef): string => `AUDIT#${tenantPlaceOf(of)}`;
export const tenantAuditKey = (of: TenantRef, ulid: string): RowKey => ({ pk: tenantAuditPk(of), sk: ulid });
