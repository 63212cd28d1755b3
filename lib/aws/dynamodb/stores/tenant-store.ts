import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import { PipelineFault } from "../../../core/errors.ts";
import { compareAndSwap } from "../../../core/kit/compare-and-swap.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { ApiKey } from "../../../core/model/api-key.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantDeletion } from "../../../core/tenant-deletion/tenant-deletion.ts";
import type { Removal, TenantChanges, TenantStore } from "../../../core/tenants.ts";
import { auditWrites } from "../audit-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { isStill } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { listCursor, placeOfCursor } from "../driver/list-cursor.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryPartition, queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { MAX_WRITES, type TransactWrite, transact } from "../driver/transact.ts";
import { updateOf } from "../driver/update-expression.ts";
import { API_KEY_PREFIX, apiKeyKey } from "../keys/api-key-keys.ts";
import { subscriptionsPk } from "../keys/subscription-keys.ts";
import { TENANTS_PK, tenantKey, tenantListKey } from "../keys/tenant-keys.ts";
import {
  apiKeyRow,
  type LogTable,
  recordIn,
  recordsById,
  tenantDeletionRow,
  tenantListRow,
  tenantRow,
} from "../rows.ts";
import { versionBump } from "./tenant-version.ts";

const MAX_TRIES = 8;

/** Tenants and their API keys. */
export function dynamoTenantStore(table: LogTable): TenantStore {
  const { name: TableName } = table;
  const batchGet = batchGetter(table);
  return {
    createTenant,
    getTenant,
    listTenants,
    updateTenant,
    deleteTenant,
    createApiKey,
    listApiKeys,
    deleteApiKey,
  };

  async function createTenant(tenant: Tenant, audit?: AuditEntry): Promise<boolean> {
    const put = { TableName, Item: tenantRow(tenant), ConditionExpression: "attribute_not_exists(pk)" };
    const listed = { Put: { TableName, Item: tenantListRow(tenant) } };
    return (await transact(table, [{ Put: put }, listed, ...auditWrites(table, audit)])) === -1;
  }

  async function getTenant(tenantId: string): Promise<Tenant | undefined> {
    const row = await getRow(table, tenantKey(tenantId), "reading a tenant failed");
    return row && recordIn<Tenant>(row);
  }

  /** Leaves out a tenant that is deleted while it is listed. */
  async function listTenants({ limit, after }: PageRequest): Promise<Page<Tenant>> {
    const place = after === undefined ? undefined : placeOfCursor(after, TENANTS_PK);
    const query = {
      KeyConditionExpression: place === undefined ? "pk = :pk" : "pk = :pk AND sk < :place",
      ExpressionAttributeValues: { ":pk": TENANTS_PK, ":place": place },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit + 1,
    };
    const { items, ...next } = pageOfRows(await queryRows(table, query, limit + 1), limit, tenantIdIn, tenantCursor);
    const tenants = recordsById<Tenant>(await batchGet(items.map(tenantKey)));
    return { items: items.flatMap((id) => tenants.get(id) ?? []), ...next };
  }

  /** Nobody else has changed the same fields since they were read. Other fields, such as the version, may change. */
  function updateTenant(
    tenantId: string,
    changes: TenantChanges,
    auditOf?: (after: Tenant, before: Tenant) => AuditEntry,
  ): Promise<Tenant | undefined> {
    const set = setBy(changes);
    return compareAndSwap<Tenant>(
      {
        read: () => getTenant(tenantId),
        change: (before) => withoutUndefined({ ...before, ...set }),
        write: async (after, before) => {
          const conditions = (["incarnation", ...Object.keys(set)] as (keyof Tenant)[]).map((name) =>
            isStill(name, before[name]),
          );
          const Update = { TableName, Key: tenantKey(tenantId), ...updateOf({ set, conditions }) };
          return (await transact(table, [{ Update }, ...auditWrites(table, auditOf?.(after, before))])) === -1;
        },
        conflict: () => new PipelineFault("a tenant kept changing"),
      },
      MAX_TRIES,
    );
  }

  /**
   * A subscription or key that is created meanwhile bumps the version. Then the transaction fails, and the loop
   * repeats.
   */
  async function deleteTenant(
    tenantId: string,
    deletionOf: (tenant: Tenant) => TenantDeletion,
    auditOf?: (tenant: Tenant) => AuditEntry,
  ): Promise<Removal> {
    for (;;) {
      const tenant = await getTenant(tenantId);
      if (!tenant) return "absent";
      if (await hasSubscriptions(tenantId)) return "in use";
      const keys = await listApiKeys(tenantId);
      const deletion = deletionOf(tenant);
      const audited = auditWrites(table, auditOf?.(tenant));
      const writes = [unchangedGone(table, tenant), unlisted(table, tenant), begun(table, deletion), ...audited];
      const gone = keys
        .slice(0, MAX_WRITES - writes.length)
        .map(({ id }) => ({ Delete: { TableName, Key: apiKeyKey(tenantId, id) } }));
      // One transaction can't delete this many keys. Delete the first ones before the tenant.
      if (gone.length < keys.length) await transact(table, gone);
      else if ((await transact(table, [...writes, ...gone])) === -1) return deletion;
    }
  }

  async function hasSubscriptions(tenantId: string): Promise<boolean> {
    const values = { ":pk": subscriptionsPk(tenantId) };
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: values, ConsistentRead: true };
    return (await queryRows(table, { ...query, Limit: 1 }, 1)).length > 0;
  }

  async function createApiKey(key: ApiKey, audit?: AuditEntry): Promise<boolean> {
    const put = { TableName, Item: apiKeyRow(key) };
    const bump = versionBump(table, key.tenantId, audit?.tenant?.incarnation);
    return (await transact(table, [{ Put: put }, bump, ...auditWrites(table, audit)])) === -1;
  }

  async function listApiKeys(tenantId: string): Promise<ApiKey[]> {
    const rows = await queryPartition(table, tenantKey(tenantId).pk, API_KEY_PREFIX);
    return rows.map((row) => recordIn<ApiKey>(row));
  }

  async function deleteApiKey(tenantId: string, keyId: string, audit?: AuditEntry): Promise<boolean> {
    const Delete = { TableName, Key: apiKeyKey(tenantId, keyId), ConditionExpression: "attribute_exists(pk)" };
    return (await transact(table, [{ Delete }, ...auditWrites(table, audit)])) === -1;
  }
}

const tenantCursor = ({ sk }: TableRow): string => listCursor(TENANTS_PK, sk);
const tenantIdIn = ({ tenantId }: TableRow): string => String(tenantId);

/** Takes a tenant off the list. */
const unlisted = ({ name: TableName }: TableAccess, tenant: Tenant): TransactWrite => ({
  Delete: { TableName, Key: tenantListKey(tenant) },
});

/** Creates the deletion that erases what a tenant had. */
const begun = ({ name: TableName }: TableAccess, deletion: TenantDeletion): TransactWrite => ({
  Put: { TableName, Item: tenantDeletionRow(deletion) },
});

/** Deletes a tenant if its version hasn't changed. */
const unchangedGone = ({ name: TableName }: TableAccess, { id, version, incarnation }: Tenant): TransactWrite => ({
  Delete: {
    TableName,
    Key: tenantKey(id),
    ConditionExpression: "version = :version AND incarnation = :incarnation",
    ExpressionAttributeValues: { ":version": version, ":incarnation": incarnation },
  },
});

/** The fields that change, undefined for those that are cleared. */
const setBy = (changes: TenantChanges): Partial<Tenant> =>
  Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  );

const withoutUndefined = (tenant: Tenant): Tenant =>
  Object.fromEntries(Object.entries(tenant).filter(([, value]) => value !== undefined)) as unknown as Tenant;
