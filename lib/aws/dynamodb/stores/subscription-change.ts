import { PipelineFault } from "../../../core/errors.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { versionBump } from "./tenant-version.ts";

/**
 * Changes a subscription and bumps the tenant's version in one transaction. Resolves with false when the condition of
 * the first write failed. Throws a `PipelineFault` when the tenant doesn't exist, or has another incarnation.
 *
 * @param further writes without a condition
 */
export async function writeSubscriptionChange(
  table: TableAccess,
  { tenantId, incarnation }: Pick<TenantRef, "tenantId"> & Partial<TenantRef>,
  write: TransactWrite,
  ...further: TransactWrite[]
): Promise<boolean> {
  const failed = await transact(table, [write, versionBump(table, tenantId, incarnation), ...further]);
  if (failed === 1) throw new PipelineFault("the tenant of a subscription does not exist");
  return failed === -1;
}
