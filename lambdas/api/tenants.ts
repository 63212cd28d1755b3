import type { Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { checked } from "../../lib/contract/schema.ts";
import { apiKeySchema, tenantSchema } from "../../lib/contract/tenants.ts";
import { newApiKey } from "../../lib/core/api-keys.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { newId } from "../../lib/core/ids.ts";
import type { Clock, DialectStore, TenantStore } from "../../lib/core/ports.ts";
import { namedDialect } from "./dialects.ts";

export interface TenantPorts {
  tenants: TenantStore;
  dialects: Pick<DialectStore, "getDialect">;
  now: Clock;
}

/** The operator's operations on tenants and their keys. */
export function tenantOperations({ tenants, dialects, now }: TenantPorts) {
  const create: Operation = async ({ json }) => {
    const { name, dialect, id = newId("tnt", now()) } = checked(tenantSchema, json());
    if (dialect !== undefined) await namedDialect(dialects, dialect);
    const tenant = { id, name, dialect, version: 0, createdAt: new Date(now()).toISOString() };
    if (!(await tenants.createTenant(tenant))) {
      throw new Refusal(409, "There is a tenant with this id.", [{ path: "/id", message: "is taken" }]);
    }
    return jsonAnswer(201, { id, name, dialect, createdAt: tenant.createdAt });
  };

  const createApiKey: Operation = async ({ id: tenantId, json }) => {
    const { name, role } = checked(apiKeySchema, json());
    if (!(await tenants.getTenant(tenantId))) throw notFound();
    const { keyId, secretHash, text } = newApiKey(tenantId);
    const createdAt = new Date(now()).toISOString();
    await tenants.putApiKey({ id: keyId, tenantId, name, role, secretHash, createdAt });
    return jsonAnswer(201, { id: keyId, name, role, createdAt, key: text });
  };

  return { create, createApiKey };
}
