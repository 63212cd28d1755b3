import { badCursor } from "../../../core/errors.ts";
import { TENANT_DELETION_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { TenantDeletionStore } from "../../../core/tenant-deletion/deletion-ports.ts";
import type { TenantDeletion } from "../../../core/tenant-deletion/tenant-deletion.ts";
import { putIf } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { TENANT_DELETIONS_PK, tenantDeletionKey } from "../keys/tenant-keys.ts";
import { recordIn, tenantDeletionRow } from "../rows.ts";

/** Sorts after every id. */
const NEWEST = "tdl_~";

/** The deletions of tenants. `dynamoTenantStore` creates them. */
export function dynamoTenantDeletionStore(table: TableAccess): TenantDeletionStore {
  return { getDeletion, listDeletions, listUnfinished, putDeletion };

  async function getDeletion(id: string): Promise<TenantDeletion | undefined> {
    const row = await getRow(table, tenantDeletionKey(id), "reading a tenant's deletion failed");
    return row && deletionIn(row);
  }

  async function listDeletions({ limit, after }: PageRequest): Promise<Page<TenantDeletion>> {
    if (after !== undefined && !TENANT_DELETION_ID.test(after)) throw badCursor();
    const query = {
      KeyConditionExpression: "pk = :pk AND sk < :after",
      ExpressionAttributeValues: { ":pk": TENANT_DELETIONS_PK, ":after": after ?? NEWEST },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit + 1,
    };
    return pageOfRows(await queryRows(table, query, limit + 1), limit, deletionIn, ({ sk }) => sk);
  }

  /** Reads all deletions. They are few, and a row takes about 400 bytes. */
  async function listUnfinished(): Promise<TenantDeletion[]> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      FilterExpression: "#state <> :completed",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":pk": TENANT_DELETIONS_PK, ":completed": "completed" },
      ConsistentRead: true,
    });
    return rows.map(deletionIn);
  }

  function putDeletion(deletion: TenantDeletion, version: number): Promise<boolean> {
    return putIf(table, "writing a tenant's deletion failed", {
      Item: tenantDeletionRow(deletion),
      ConditionExpression: "#version = :version",
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: { ":version": version },
    });
  }
}

const deletionIn = (row: TableRow): TenantDeletion => recordIn<TenantDeletion>(row);
