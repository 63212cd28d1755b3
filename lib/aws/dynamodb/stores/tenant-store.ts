import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { ApiKey, Tenant } from "../../../core/model.ts";
import type { ListedTenant, Removal, TenantChanges, TenantStore } from "../../../core/tenants.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { getRow } from "../driver/get-row.ts";
import { listCursor, placeOfCursor } from "../driver/list-cursor.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryPartition, queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { MAX_WRITES, type TransactWrite, transact } from "../driver/transact.ts";
import { API_KEY_PREFIX, apiKeyKey, subscriptionsPk, tenantKey } from "../keys.ts";
import { TENANTS_PK } from "../log-keys.ts";
import { apiKeyRow, recordIn, tenantRow } from "../rows.ts";
import { HEAD_INDEX } from "../table.ts";
import { versionBump } from "./tenant-version.ts";

/**
 * Tenants and their API keys. The list of tenants may lag by moments, because DynamoDB updates indexes asynchronously.
 */
export function dynamoTenantStore(table: TableAccess): TenantStore {
  const { client, name: TableName } = table;
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

  async function createTenant(tenant: Tenant): Promise<boolean> {
    const put = { TableName, Item: tenantRow(tenant), ConditionExpression: "attribute_not_exists(pk)" };
    return (await conditionally("writing a tenant failed", () => client.send(new PutCommand(put)))) !== undefined;
  }

  async function getTenant(tenantId: string): Promise<Tenant | undefined> {
    const row = await getRow(table, tenantKey(tenantId), "reading a tenant failed");
    return row && recordIn<Tenant>(row);
  }

  async function listTenants({ limit, after }: PageRequest): Promise<Page<ListedTenant>> {
    const place = after === undefined ? undefined : placeOfCursor(after, TENANTS_PK);
    const query = {
      IndexName: HEAD_INDEX.name,
      KeyConditionExpression: place === undefined ? "headPk = :pk" : "headPk = :pk AND logSk < :place",
      ExpressionAttributeValues: { ":pk": TENANTS_PK, ":place": place },
      ScanIndexForward: false,
      Limit: limit + 1,
    };
    const rows = await queryRows(table, query, limit + 1);
    return pageOfRows(rows, limit, (row) => recordIn<ListedTenant>(row), tenantCursor);
  }

  async function updateTenant(tenantId: string, changes: TenantChanges): Promise<Tenant | undefined> {
    const command = new UpdateCommand({
      TableName,
      Key: tenantKey(tenantId),
      ...updateOf(changes),
      ConditionExpression: "attribute_exists(pk)",
      ReturnValues: "ALL_NEW",
    });
    const answer = await conditionally("writing a tenant failed", () => client.send(command));
    return answer?.Attributes && recordIn<Tenant>(answer.Attributes);
  }

  /**
   * A subscription or key that is created meanwhile bumps the version. Then the transaction fails, and the loop
   * repeats.
   */
  async function deleteTenant(tenantId: string): Promise<Removal> {
    for (;;) {
      const tenant = await getTenant(tenantId);
      if (!tenant) return "absent";
      if (await hasSubscriptions(tenantId)) return "in use";
      const keys = await listApiKeys(tenantId);
      const gone = keys
        .slice(0, MAX_WRITES - 1)
        .map(({ id }) => ({ Delete: { TableName, Key: apiKeyKey(tenantId, id) } }));
      // One transaction can't delete this many keys. Delete the first ones before the tenant.
      if (keys.length >= MAX_WRITES) await transact(table, gone);
      else if ((await transact(table, [unchangedGone(table, tenant), ...gone])) === -1) return "removed";
    }
  }

  async function hasSubscriptions(tenantId: string): Promise<boolean> {
    const values = { ":pk": subscriptionsPk(tenantId) };
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: values, ConsistentRead: true };
    return (await queryRows(table, { ...query, Limit: 1 }, 1)).length > 0;
  }

  async function createApiKey(key: ApiKey): Promise<boolean> {
    const put = { TableName, Item: apiKeyRow(key) };
    return (await transact(table, [{ Put: put }, versionBump(table, key.tenantId)])) === -1;
  }

  async function listApiKeys(tenantId: string): Promise<ApiKey[]> {
    const rows = await queryPartition(table, tenantKey(tenantId).pk, API_KEY_PREFIX);
    return rows.map((row) => recordIn<ApiKey>(row));
  }

  async function deleteApiKey(tenantId: string, keyId: string): Promise<boolean> {
    const key = { TableName, Key: apiKeyKey(tenantId, keyId) };
    return (await transact(table, [{ Delete: { ...key, ConditionExpression: "attribute_exists(pk)" } }])) === -1;
  }
}

const tenantCursor = ({ logSk }: TableRow): string => listCursor(TENANTS_PK, String(logSk));

/** Deletes a tenant if its version hasn't changed. */
const unchangedGone = ({ name: TableName }: TableAccess, { id, version }: Tenant): TransactWrite => ({
  Delete: {
    TableName,
    Key: tenantKey(id),
    ConditionExpression: "version = :version",
    ExpressionAttributeValues: { ":version": version },
  },
});

/** Sets the fields that have a value, and removes the fields that are null. There must be at least one change. */
function updateOf(changes: TenantChanges) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const [set, removed] = [given.filter(([, value]) => value !== null), given.filter(([, value]) => value === null)];
  const parts = [
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(", ")}`] : []),
  ];
  return {
    UpdateExpression: parts.join(" "),
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    }),
  };
}
