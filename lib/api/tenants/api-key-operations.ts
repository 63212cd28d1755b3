import { newApiKey } from "../../core/api-keys.ts";
import type { Clock } from "../../core/clock.ts";
import type { ApiKey } from "../../core/model.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { Operation } from "../http/guards.ts";
import { pageView, readPage, slicePage } from "../http/pages.ts";
import { emptyAnswer, jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import { apiKeySchema, apiKeyView } from "./tenant-schemas.ts";

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
