import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { ApiKey, Tenant } from "../../../core/model.ts";
import type { ListedTenant, Removal, TenantChanges, TenantStore } from "../../../core/tenants.ts";
import { conditionally, orFault } from "../../faults.ts";
import { recordIn, type Table } from "../driver/access.ts";
import { cursorOf, placeOf } from "../driver/cursor.ts";
import { queryRows } from "../driver/query.ts";
import { bumpVersion, MAX_WRITES, transact, type Write } from "../driver/transact.ts";
import {
  API_KEY_PREFIX,
  apiKeyKey,
  HEAD_INDEX,
  subscriptionsPk,
  TENANTS_PK,
  tenantKey,
  tenantLogKey,
} from "../table.ts";

/** Tenants and their API keys. The list of tenants may lag by moments: indexes do. */
export function dynamoTenantStore(table: Table): TenantStore {
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
    const Item = { ...tenantKey(tenant.id), ...tenantLogKey(tenant), ...tenant };
    const command = new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" });
    return (await conditionally("writing a tenant failed", () => client.send(command))) !== undefined;
  }

  async function getTenant(tenantId: string): Promise<Tenant | undefined> {
    const command = new GetCommand({ TableName, Key: tenantKey(tenantId), ConsistentRead: true });
    const { Item } = await orFault("reading a tenant failed", () => client.send(command));
    return Item && recordIn<Tenant>(Item);
  }

  async function listTenants({ limit, after }: PageRequest): Promise<Page<ListedTenant>> {
    const place = after === undefined ? undefined : placeOf(after, TENANTS_PK);
    const query = {
      IndexName: HEAD_INDEX.name,
      KeyConditionExpression: place === undefined ? "headPk = :pk" : "headPk = :pk AND logSk < :place",
      ExpressionAttributeValues: { ":pk": TENANTS_PK, ":place": place },
      ScanIndexForward: false,
      Limit: limit + 1,
    };
    const rows = await queryRows(table, query, limit + 1);
    const items = rows.slice(0, limit).map((row) => recordIn<ListedTenant>(row));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: cursorOf(TENANTS_PK, tenantLogKey(last).logSk) } : { items };
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

  /** A subscription or a key that is made meanwhile bumps the version, and then nothing is deleted yet. */
  async function deleteTenant(tenantId: string): Promise<Removal> {
    for (;;) {
      const tenant = await getTenant(tenantId);
      if (!tenant) return "absent";
      if (await hasSubscriptions(tenantId)) return "in use";
      const keys = await listApiKeys(tenantId);
      const gone = keys
        .slice(0, MAX_WRITES - 1)
        .map(({ id }) => ({ Delete: { TableName, Key: apiKeyKey(tenantId, id) } }));
      // Of more keys than a transaction takes the first ones go before the tenant does.
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
    const put = { TableName, Item: { ...apiKeyKey(key.tenantId, key.id), ...key } };
    return (await transact(table, [{ Put: put }, bumpVersion(table, key.tenantId)])) === -1;
  }

  async function listApiKeys(tenantId: string): Promise<ApiKey[]> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :keys)",
      ExpressionAttributeValues: { ":pk": tenantKey(tenantId).pk, ":keys": API_KEY_PREFIX },
      ConsistentRead: true,
    });
    return rows.map((row) => recordIn<ApiKey>(row));
  }

  async function deleteApiKey(tenantId: string, keyId: string): Promise<boolean> {
    const key = { TableName, Key: apiKeyKey(tenantId, keyId) };
    return (await transact(table, [{ Delete: { ...key, ConditionExpression: "attribute_exists(pk)" } }])) === -1;
  }
}

/** Deletes a tenant whose version is what it was. */
const unchangedGone = ({ name: TableName }: Table, { id, version }: Tenant): Write => ({
  Delete: {
    TableName,
    Key: tenantKey(id),
    ConditionExpression: "version = :version",
    ExpressionAttributeValues: { ":version": version },
  },
});

/** Sets what has a value and removes what is null. There must be one change. */
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
