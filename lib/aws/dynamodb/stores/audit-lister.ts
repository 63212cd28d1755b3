import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { AuditFilter, AuditLister } from "../../../core/audit/audit-store.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import { auditEntryIn } from "../audit-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allOf, compares } from "../driver/conditions.ts";
import { MAX_READ } from "../driver/merged-page.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { auditHeadPks, tenantAuditKey, tenantAuditPk } from "../keys/audit-keys.ts";
import { listReader, nextOf, rangeOf } from "./list-reader.ts";

/**
 * Lists a tenant's entries from its own partition, or all heads, with the states from the tenants' partitions.
 *
 * @param mostRead the most rows that a page with a filter reads
 */
export function dynamoAuditLister(table: TableAccess, mostRead = MAX_READ): AuditLister {
  const batchGet = batchGetter(table);
  const readPage = listReader(table, mostRead);
  return { listEntries };

  async function listEntries(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    const { tenant } = filter;
    const pks = tenant ? [tenantAuditPk(tenant)] : auditHeadPks();
    const name = tenant ? `audit of ${tenant.tenantId} ${tenant.incarnation}` : "audit";
    const list = { pks, order: "newest", ...rangeOf(filter), condition: conditionOf(filter) } as const;
    const read = await readPage(name, list, page);
    const rows = tenant ? read.rows : await withStates(read.rows);
    return { items: rows.map(auditEntryIn), ...nextOf(name, read) };
  }

  /** A head whose tenant's row was just erased stays a head. */
  async function withStates(heads: TableRow[]): Promise<TableRow[]> {
    const whole = new Map((await batchGet(heads.flatMap(tenantKeyIn))).map((row) => [row.sk, row]));
    return heads.map((head) => whole.get(head.sk) ?? head);
  }
}

const tenantKeyIn = ({ tenantId, incarnation, sk }: TableRow) =>
  tenantId === undefined ? [] : [tenantAuditKey({ tenantId: String(tenantId), incarnation: String(incarnation) }, sk)];

const conditionOf = ({ action, resourceType, resourceId, actor: actorId }: AuditFilter) =>
  allOf(
    Object.entries({ action, resourceType, resourceId, actorId }).map(([name, value]) =>
      value === undefined ? undefined : compares(name, "=", value),
    ),
  );
