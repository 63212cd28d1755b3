import { DELETED, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { KEY_FIELD_NOTES, keyShapes } from "../tenants/key-shapes.ts";
import { operatorKeyRoutes } from "./operator-key-routes.ts";

const { shown, created } = keyShapes("OperatorKey", "An operator key");

const KEY = {
  id: "operator-3f9c2a7104d8e6b5",
  name: "backend",
  role: "manage",
  createdAt: "2026-01-31T12:00:00.000Z",
  expiresAt: "2099-01-31T12:00:00.000Z",
};

export const operatorKeyDocs = documented(
  {
    tag: "Operator keys",
    text: "Keys that act for any tenant: each request names its tenant in the header `posthorn-tenant`.",
  },
  operatorKeyRoutes,
  {
    createOperatorKey: {
      summary: "Create an operator key",
      text: "Posthorn keeps only a digest of the key, so the key can't be shown again.",
      body: {
        name: "OperatorKeyFields",
        notes: KEY_FIELD_NOTES,
        example: { name: KEY.name, role: KEY.role, expiresAt: KEY.expiresAt },
      },
      answers: { 201: { description: "Created.", schema: created, example: { ...KEY, key: "pho_…" } } },
    },
    listOperatorKeys: {
      summary: "List operator keys",
      text: "Oldest first, without the keys themselves.",
      query: PAGE_NOTES,
      answers: { 200: { description: "A page of keys.", schema: pageOf("OperatorKeyPage", shown) } },
    },
    revokeOperatorKey: {
      summary: "Revoke an operator key",
      text: "The key stops working with the next request.",
      answers: { 204: DELETED },
    },
    endPreviousAdminKey: {
      summary: "End the previous admin key",
      text: "After a rotation, the previous admin key works for another hour. This ends it at once.",
      answers: { 204: { description: "Only the current admin key works." } },
    },
  },
);
