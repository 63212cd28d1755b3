import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { ApiKey, Tenant } from "../../core/model.ts";
import type { TenantStore } from "../../core/ports.ts";
import { asFault, isException, orFault } from "../faults.ts";
import { recordIn, type Table } from "./access.ts";
import { apiKeyKey, tenantKey, tenantLogKey } from "./table.ts";

/** Tenants and their API keys. */
export function dynamoTenantStore(table: Table): TenantStore {
  const { client, name: TableName } = table;
  return { createTenant, getTenant, putApiKey };

  async function createTenant(tenant: Tenant): Promise<boolean> {
    const Item = { ...tenantKey(tenant.id), ...tenantLogKey(tenant), ...tenant };
    try {
      await client.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" }));
      return true;
    } catch (error) {
      if (isException(error, "ConditionalCheckFailedException")) return false;
      throw asFault("writing a tenant failed", error);
    }
  }

  async function getTenant(tenantId: string): Promise<Tenant | undefined> {
    const command = new GetCommand({ TableName, Key: tenantKey(tenantId), ConsistentRead: true });
    const { Item } = await orFault("reading a tenant failed", () => client.send(command));
    return Item && recordIn<Tenant>(Item);
  }

  async function putApiKey(key: ApiKey): Promise<void> {
    const command = new PutCommand({ TableName, Item: { ...apiKeyKey(key.tenantId, key.id), ...key } });
    await orFault("writing an API key failed", () => client.send(command));
  }
}
