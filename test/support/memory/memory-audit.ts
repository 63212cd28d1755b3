import { listCursor, placeOfCursor } from "../../../lib/aws/dynamodb/driver/list-cursor.ts";
import { type AuditEntry, actorIdOf } from "../../../lib/core/audit/audit-entry.ts";
import type { AuditFilter, AuditLister, AuditLog } from "../../../lib/core/audit/audit-store.ts";
import { firstUlidAt } from "../../../lib/core/ids.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Keeps the audit entry of a change with the change. */
export function keepAudit({ audit }: MemoryWorld, entry: AuditEntry | undefined): void {
  if (entry) audit.put(entry.id, entry, entry.at);
}

export const memoryAuditLog = (world: MemoryWorld): AuditLog => ({
  appendEntry: async (entry) => world.faults.call("appendAudit", () => keepAudit(world, entry)),
});

const placeOf = ({ tenantId, incarnation }: TenantRef): string => `${tenantId} ${incarnation}`;

const ulidOf = ({ id }: AuditEntry): string => id.slice("aud_".length);

/** The entries about things of a tenant. */
export const auditOf = ({ audit }: MemoryWorld, of: TenantRef): AuditEntry[] =>
  audit.values().filter(({ tenant }) => tenant && placeOf(tenant) === placeOf(of));

export const memoryAuditLister = (world: MemoryWorld): AuditLister => ({
  listEntries: async (filter, { limit, after }) =>
    world.faults.call("readAudit", () => {
      const list = filter.tenant ? `audit of ${placeOf(filter.tenant)}` : "audit";
      const place = after === undefined ? "Z" : placeOfCursor(after, list);
      const found = (filter.tenant ? auditOf(world, filter.tenant) : world.audit.values())
        .filter((entry) => ulidOf(entry) < place && matches(filter, entry))
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return found.length > limit && last ? { items, next: listCursor(list, ulidOf(last)) } : { items };
    }),
});

const matches = ({ action, resourceType, resourceId, actor, since, until }: AuditFilter, entry: AuditEntry): boolean =>
  (action === undefined || entry.action === action) &&
  (resourceType === undefined || entry.resource.type === resourceType) &&
  (resourceId === undefined || entry.resource.id === resourceId) &&
  (actor === undefined || actorIdOf(entry.actor) === actor) &&
  (since === undefined || ulidOf(entry) >= firstUlidAt(Date.parse(since))) &&
  (until === undefined || ulidOf(entry) < firstUlidAt(Date.parse(until)));
