import type { Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { pageView, readPage, slicePage } from "../../lib/contract/pages.ts";
import { emptyAnswer, jsonAnswer } from "../../lib/contract/problem-json.ts";
import { checked } from "../../lib/contract/schema.ts";
import { apiKeySchema, apiKeyView } from "../../lib/contract/tenants.ts";
import { newApiKey } from "../../lib/core/api-keys.ts";
import type { ApiKey } from "../../lib/core/model.ts";
import type { Clock } from "../../lib/core/ports.ts";
import type { TenantStore } from "../../lib/core/store-ports.ts";

export interface ApiKeyPorts {
  tenants: TenantStore;
  now: Clock;
}

/** The operator's operations on the keys of a tenant. */
export function apiKeyOperations({ tenants, now }: ApiKeyPorts) {
  const create: Operation = async ({ id: tenantId, json }) => {
    const { name, role } = checked(apiKeySchema, json({}));
    const { keyId, secretHash, text } = newApiKey(tenantId);
    const key: ApiKey = { id: keyId, tenantId, name, role, secretHash, createdAt: new Date(now()).toISOString() };
    if (!(await tenants.createApiKey(key))) throw notFound();
    return jsonAnswer(201, { ...apiKeyView(key), key: text });
  };

  const list: Operation = async ({ id: tenantId, query }) => {
    const page = readPage(query);
    if (!(await tenants.getTenant(tenantId))) throw notFound();
    const keys = (await tenants.listApiKeys(tenantId)).sort((a, b) => (place(a) < place(b) ? -1 : 1));
    return jsonAnswer(200, pageView(slicePage(keys, place, page), apiKeyView));
  };

  /** Every request reads its key, so that this one is of no use from the next request on. */
  const revoke: Operation = async ({ id: tenantId, params }) => {
    if (!(await tenants.deleteApiKey(tenantId, params.keyId ?? ""))) throw notFound();
    return emptyAnswer();
  };

  return { create, list, revoke };
}

/** Where a key stands in the list: oldest first. */
const place = ({ createdAt, id }: ApiKey): string => `${createdAt}_${id}`;
