import type { Logger } from "@aws-lambda-powertools/logger";
import type { Page, PageRequest } from "../kit/pages.ts";
import type { TimeSpan } from "../log/log-filters.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { AuditEntry, AuditedResource } from "./audit-entry.ts";

/**
 * Writes entries of changes that are no single write of the table: messages that were queued, or many rows. All other
 * stores write the entry of a change in its own transaction.
 */
export interface AuditLog {
  appendEntry(entry: AuditEntry): Promise<void>;
}

export interface AuditLister {
  /** Newest first. A page with a filter can be short, or even empty, although others follow it. */
  listEntries(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}

export interface AuditFilter extends TimeSpan {
  /** Only changes of this tenant's things. Otherwise those of all tenants, and of the operator's own things. */
  tenant?: TenantRef | undefined;
  action?: string | undefined;
  resourceType?: AuditedResource["type"] | undefined;
  resourceId?: string | undefined;
  /** The id of a key, `admin`, `posthorn`, or `person:` and an email address or a subject. */
  actor?: string | undefined;
}

export interface AppendPorts {
  audit: AuditLog;
  logger: Pick<Logger, "error">;
}

/**
 * Writes the entry of a change that was made already. A failure must not fail the request, because a repeated request
 * would make the change again. Then the function's log has what the audit log lacks.
 */
export const appendAfter =
  ({ audit, logger }: AppendPorts) =>
  (entry: AuditEntry): Promise<void> =>
    audit.appendEntry(entry).catch((error: unknown) => {
      const { id, at, tenant, actor, action, resource } = entry;
      const facts = { auditId: id, at, ...tenant, actor, action, resource };
      logger.error("a change is missing in the audit log", { ...facts, error: error as Error });
    });
