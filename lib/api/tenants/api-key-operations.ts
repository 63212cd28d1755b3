import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { newApiKey } from "../../core/keys/api-keys.ts";
import type { ApiKey } from "../../core/model/api-key.ts";
import { refOf, type TenantStore } from "../../core/tenants.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView, slicePage } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { byPlace, keyPlace, keyRecord } from "./key-record.ts";
import type { apiKeyRoutes } from "./tenant-routes.ts";
import { apiKeyView } from "./tenant-views.ts";

export interface ApiKeyPorts {
  tenants: TenantStore;
  now: Clock;
}

/** The operator's operations on the keys of a tenant. */
export const apiKeyOperations = ({ tenants, now }: ApiKeyPorts): Operations<typeof apiKeyRoutes> => ({
  createApiKey: async ({ id: tenantId, body, ...caller }) => {
    const made = newApiKey(tenantId);
    const key: ApiKey = { ...keyRecord(made, body, now()), tenantId };
    const tenant = await tenants.getTenant(tenantId);
    if (!tenant) throw notFound();
    const resource = { type: "api-key", id: key.id } as const;
    const change = { action: "createApiKey", resource, tenant: refOf(tenant), after: apiKeyView(key) };
    if (!(await tenants.createApiKey(key, auditEntry(caller, change, now())))) throw notFound();
    return jsonAnswer(201, { ...apiKeyView(key), key: made.text });
  },

  listApiKeys: async ({ id: tenantId, query }) => {
    if (!(await tenants.getTenant(tenantId))) throw notFound();
    const keys = (await tenants.listApiKeys(tenantId)).sort(byPlace);
    const page = await pageOfList(`API keys of ${tenantId}`, query, (request) => slicePage(keys, keyPlace, request));
    return jsonAnswer(200, pageView(page, apiKeyView));
  },

  /** Every request reads the row of its key: a revoked key stops working with the next request. */
  revokeApiKey: async ({ id: tenantId, params: { keyId }, ...caller }) => {
    const [tenant, keys] = await Promise.all([tenants.getTenant(tenantId), tenants.listApiKeys(tenantId)]);
    const key = keys.find(({ id }) => id === keyId);
    if (!tenant || !key) throw notFound();
    const resource = { type: "api-key", id: keyId } as const;
    const change = { action: "revokeApiKey", resource, tenant: refOf(tenant), before: apiKeyView(key) };
    if (!(await tenants.deleteApiKey(tenantId, keyId, auditEntry(caller, change, now())))) throw notFound();
    return emptyAnswer();
  },
});
