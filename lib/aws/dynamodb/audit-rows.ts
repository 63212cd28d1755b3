import { type Actor, type AuditEntry, actorIdOf } from "../../core/audit/audit-entry.ts";
import type { TableRow } from "./driver/table-access.ts";
import type { TransactWrite } from "./driver/transact.ts";
import { auditHeadKey, tenantAuditKey } from "./keys/audit-keys.ts";
import { type LogTable, type Retention, retained } from "./rows.ts";

/**
 * The rows of the audit log. An entry about a tenant's thing has two: a head in the operator's list, and the whole entry
 * in the tenant's own list. The head is small, so that no tenant's changes fill the partitions that all changes share.
 * An entry about the operator's own things has one row, in the operator's list.
 */

/** The writes of an entry in the transaction of its change. */
export function auditWrites(table: LogTable, entry: AuditEntry | undefined): TransactWrite[] {
  if (!entry) return [];
  const { tenant } = entry;
  const ulid = auditUlid(entry.id);
  const [head, states] = [headFields(table, entry), stateFields(entry)];
  const rows: TableRow[] = tenant
    ? [
        { ...auditHeadKey(ulid), ...head },
        { ...tenantAuditKey(tenant, ulid), ...head, ...states },
      ]
    : [{ ...auditHeadKey(ulid), ...head, ...states }];
  return rows.map((Item) => ({ Put: { TableName: table.name, Item } }));
}

const headFields = (retention: Retention, { at, tenant, actor, action, resource }: AuditEntry) => ({
  ...retained(retention, at),
  at,
  tenantId: tenant?.tenantId,
  incarnation: tenant?.incarnation,
  actor,
  actorId: actorIdOf(actor),
  action,
  resourceType: resource.type,
  resourceId: resource.id,
});

/** JSON text, because a DynamoDB map doesn't keep the order of its members. */
const stateFields = ({ before, after }: AuditEntry) => ({
  before: before && JSON.stringify(before),
  after: after && JSON.stringify(after),
});

const PREFIX = "aud_";
const auditUlid = (id: string): string => id.slice(PREFIX.length);

/** The entry in a row. A head has neither state. */
export function auditEntryIn(row: TableRow): AuditEntry {
  const { tenantId, incarnation, resourceType: type, resourceId, before, after } = row;
  return {
    id: PREFIX + row.sk,
    at: String(row.at),
    ...(tenantId !== undefined && { tenant: { tenantId: String(tenantId), incarnation: String(incarnation) } }),
    actor: row.actor as Actor,
    action: String(row.action),
    resource: { type: type as AuditEntry["resource"]["type"], id: String(resourceId) },
    ...(before !== undefined && { before: JSON.parse(String(before)) }),
    ...(after !== undefined && { after: JSON.parse(String(after)) }),
  };
}
