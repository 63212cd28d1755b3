import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { AdminKeyPorts } from "../../core/keys/admin-key.ts";
import { newOperatorKey } from "../../core/keys/api-keys.ts";
import type { OperatorKeyStore } from "../../core/keys/operator-keys.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView, slicePage } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { byPlace, keyPlace, keyRecord } from "../tenants/key-record.ts";
import { apiKeyView } from "../tenants/tenant-views.ts";
import type { operatorKeyRoutes } from "./operator-key-routes.ts";

export interface OperatorKeyPorts extends AdminKeyPorts {
  operatorKeys: OperatorKeyStore;
}

/** The operations on the operator's own keys. */
export const operatorKeyOperations = ({
  operatorKeys,
  adminKeys,
  now,
}: OperatorKeyPorts): Operations<typeof operatorKeyRoutes> => ({
  createOperatorKey: async ({ body, ...caller }) => {
    const made = newOperatorKey();
    const key = keyRecord(made, body, now());
    const resource = { type: "operator-key", id: key.id } as const;
    const change = { action: "createOperatorKey", resource, after: apiKeyView(key) };
    await operatorKeys.createOperatorKey(key, auditEntry(caller, change, now()));
    return jsonAnswer(201, { ...apiKeyView(key), key: made.text });
  },

  listOperatorKeys: async ({ query }) => {
    const keys = (await operatorKeys.listOperatorKeys()).sort(byPlace);
    const page = await pageOfList("operator keys", query, (request) => slicePage(keys, keyPlace, request));
    return jsonAnswer(200, pageView(page, apiKeyView));
  },

  /** Every request reads the row of its key: a revoked key stops working with the next request. */
  revokeOperatorKey: async ({ id, ...caller }) => {
    const key = (await operatorKeys.listOperatorKeys()).find((one) => one.id === id);
    if (!key) throw notFound();
    const resource = { type: "operator-key", id } as const;
    const change = { action: "revokeOperatorKey", resource, before: apiKeyView(key) };
    if (!(await operatorKeys.deleteOperatorKey(id, auditEntry(caller, change, now())))) throw notFound();
    return emptyAnswer();
  },

  /** Reads the current version anew: the kept one may be the version that is to end. */
  endPreviousAdminKey: async (request) => {
    const { current } = await adminKeys.adminKey();
    const resource = { type: "admin-key", id: "previous" } as const;
    const change = { action: "endPreviousAdminKey", resource, after: { createdBefore: current.createdAt } };
    await operatorKeys.endAdminKeys(current.createdAt, auditEntry(request, change, now()));
    return emptyAnswer();
  },
});
