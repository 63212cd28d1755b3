import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import type { PortalSession } from "../../../core/portal/portal-session.ts";
import type { PortalSessionStore } from "../../../core/portal/portal-session-store.ts";
import { auditWrites } from "../audit-rows.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { putIf } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { queryRows } from "../driver/query.ts";
import { transact } from "../driver/transact.ts";
import { PORTAL_SESSION_PREFIX, portalSessionKey } from "../keys/session-keys.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { type LogTable, portalSessionRow, recordIn } from "../rows.ts";

/** The portal's sessions. DynamoDB deletes those that are over through TTL. */
export function dynamoPortalSessionStore(table: LogTable): PortalSessionStore {
  const { name: TableName } = table;
  const deleteRows = batchDeleter(table);

  return {
    createSession: async (session: PortalSession, audit?: AuditEntry) => {
      await transact(table, [{ Put: { TableName, Item: portalSessionRow(session) } }, ...auditWrites(table, audit)]);
    },

    getSession: async (tenantId, id) => {
      const row = await getRow(table, portalSessionKey(tenantId, id), "reading a portal session failed");
      return row && recordIn<PortalSession>(row);
    },

    replaceSession: (session) =>
      putIf(table, "replacing a portal session failed", {
        Item: portalSessionRow(session),
        ConditionExpression: "version = :before",
        ExpressionAttributeValues: { ":before": session.version - 1 },
      }),

    endSession: ({ tenantId, id }) => deleteRows([portalSessionKey(tenantId, id)]),

    endSessions: async ({ tenantId, incarnation }: TenantRef, actor?: string) => {
      const ofTenant = "incarnation = :incarnation";
      const rows = await queryRows(table, {
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
        FilterExpression: actor === undefined ? ofTenant : `${ofTenant} AND actor = :actor`,
        ExpressionAttributeValues: {
          ":pk": tenantKey(tenantId).pk,
          ":prefix": PORTAL_SESSION_PREFIX,
          ":incarnation": incarnation,
          ":actor": actor,
        },
        ConsistentRead: true,
      });
      await deleteRows(rows);
    },
  };
}
