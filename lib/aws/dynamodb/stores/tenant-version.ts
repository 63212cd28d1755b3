import type { TableAccess } from "../driver/table-access.ts";
import type { TransactWrite } from "../driver/transact.ts";
import { tenantKey } from "../keys/tenant-keys.ts";

/**
 * A write that increments the tenant's version after a change to its subscriptions or API keys. Caches of subscriptions
 * compare the version, and so does the deletion of the tenant. The write's condition fails when the tenant doesn't
 * exist.
 *
 * @param incarnation without it, the write also changes a tenant that was created again under the same id
 */
export const versionBump = (table: TableAccess, tenantId: string, incarnation?: string): TransactWrite => ({
  Update: {
    TableName: table.name,
    Key: tenantKey(tenantId),
    UpdateExpression: "ADD version :one",
    ConditionExpression: incarnation === undefined ? "attribute_exists(pk)" : "incarnation = :incarnation",
    ExpressionAttributeValues: { ":one": 1, ":incarnation": incarnation },
  },
});
