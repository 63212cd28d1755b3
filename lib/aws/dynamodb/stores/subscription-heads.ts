import type { SubscriptionHead, SubscriptionHeads } from "../../../core/health/subscription-heads.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { OFF_PK } from "../keys/health-keys.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { recordsById } from "../rows.ts";
import { dueRowsReader } from "./due-rows.ts";

/** The attributes of a `SubscriptionHead`, and the name of a tenant. */
export const HEAD_ATTRIBUTES = [
  "id",
  "tenantId",
  "name",
  "url",
  "active",
  "disabledReason",
  "disabledAt",
  "switchOffAlertAt",
  "updatedAt",
];

/** Reads subscriptions of many tenants, and the tenants' names, in one BatchGetItem call for each 100 rows. */
export function dynamoSubscriptionHeads(table: TableAccess): SubscriptionHeads {
  const batchGet = batchGetter(table, HEAD_ATTRIBUTES);
  const dueRows = dueRowsReader(table);
  return {
    async getHeads(keys) {
      const rows = await batchGet([...keys.map(subscriptionKey), ...keys.map(({ tenantId }) => tenantKey(tenantId))]);
      const tenants = recordsById<Tenant>(rows.filter(isTenant));
      const subscriptions = recordsById<Omit<SubscriptionHead, "tenantName">>(rows.filter((row) => !isTenant(row)));
      return new Map(
        [...subscriptions].map(([id, one]) => [id, { ...one, tenantName: tenants.get(one.tenantId)?.name ?? "" }]),
      );
    },

    async listOff(limit) {
      const rows = await dueRows([OFF_PK], Number.MAX_SAFE_INTEGER, limit);
      return rows.map(({ sk, tenantId, dueAt }) => ({
        tenantId: String(tenantId),
        subscriptionId: sk,
        disabledAt: new Date(Number(dueAt)).toISOString(),
      }));
    },
  };
}

/** A subscription's row has the id of its tenant. */
const isTenant = ({ tenantId }: Record<string, unknown>): boolean => tenantId === undefined;
