import * as z from "zod";
import { pageSchema } from "../http/pages.ts";
import { GONE, instant, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { Resource } from "../openapi/operation.ts";
import { apiKeySchema, tenantPatch, tenantSchema } from "./tenant-schemas.ts";

const tenant = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    dialect: z.string().optional().describe("Of its subscriptions that name none; the stack's default when absent."),
    createdAt: instant("When it was made."),
  })
  .meta({ id: "Tenant", description: "A customer of the operator: owns subscriptions." });

const role = z.enum(["producer", "read", "manage"]).describe("What the key may do.");

const keyFields = { id: z.string(), name: z.string(), role, createdAt: instant("When it was made.") };

const apiKey = z.strictObject(keyFields).meta({ id: "ApiKey", description: "A key, without its text." });

const newKey = z
  .strictObject({ ...keyFields, key: z.string().describe("The key itself, shown this once.") })
  .meta({ id: "NewApiKey", description: "A key with its text." });

const TENANT = { id: "acme", name: "Acme Inc.", createdAt: "2026-01-31T12:00:00.000Z" };

/** What the operator does for its customers. */
export const tenants: Resource = {
  tag: "Tenants",
  text: "The operator's customers and their keys.",
  operations: {
    "POST /api/v1/tenants": {
      id: "createTenant",
      summary: "Make a tenant",
      access: "admin",
      onceOnly: true,
      body: {
        name: "TenantFields",
        schema: tenantSchema,
        notes: {
          name: "For people.",
          dialect: "What its subscriptions speak that name no dialect.",
          id: "The operator's own name for it; one is made up when left out.",
        },
        example: { id: "acme", name: "Acme Inc." },
      },
      answers: { 201: { description: "It is made.", schema: tenant, example: TENANT } },
      refusals: { 409: "There is a tenant with this id." },
    },
    "GET /api/v1/tenants": {
      id: "listTenants",
      summary: "List the tenants",
      text: "Newest first.",
      access: "admin",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: {
        200: {
          description: "A page of them.",
          schema: pageOf("TenantPage", tenant),
          example: { data: [TENANT], next: null },
        },
      },
    },
    "GET /api/v1/tenants/{id}": {
      id: "readTenant",
      summary: "Read a tenant",
      access: "admin",
      answers: { 200: { description: "The tenant.", schema: tenant, example: TENANT } },
    },
    "PATCH /api/v1/tenants/{id}": {
      id: "updateTenant",
      summary: "Change a tenant",
      text: "Fields that are left out stay as they are; null clears.",
      access: "admin",
      body: {
        name: "TenantChange",
        schema: tenantPatch,
        notes: { name: "For people.", dialect: "What its subscriptions speak that name no dialect." },
        example: { name: "Acme Corporation" },
      },
      answers: { 200: { description: "The tenant as it is now.", schema: tenant } },
    },
    "DELETE /api/v1/tenants/{id}": {
      id: "deleteTenant",
      summary: "Delete a tenant",
      text: "Its keys go with it.",
      access: "admin",
      answers: { 204: GONE },
      refusals: { 409: "It has subscriptions: delete them first." },
    },
    "GET /api/v1/tenants/{id}/api-keys": {
      id: "listApiKeys",
      summary: "List a tenant's keys",
      text: "Oldest first, without their texts.",
      access: "admin",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: { 200: { description: "A page of them.", schema: pageOf("ApiKeyPage", apiKey) } },
    },
    "DELETE /api/v1/tenants/{id}/api-keys/{keyId}": {
      id: "revokeApiKey",
      summary: "Revoke a key",
      text: "It is of no use from the next request on.",
      access: "admin",
      answers: { 204: GONE },
    },
    "POST /api/v1/tenants/{id}/api-keys": {
      id: "createApiKey",
      summary: "Make a key for a tenant",
      text: "Only a digest of the key is kept: it can't be shown again.",
      access: "admin",
      onceOnly: true,
      body: {
        name: "ApiKeyFields",
        schema: apiKeySchema,
        notes: { name: "For people.", role: "`producer` sends events, `read` looks, `manage` does all." },
        example: { name: "shop", role: "producer" },
        optional: true,
      },
      answers: {
        201: {
          description: "It is made.",
          schema: newKey,
          example: {
            id: "01JJYB4S4T0W8E3T8Q2V5Z6N7P",
            name: "shop",
            role: "producer",
            createdAt: "2026-01-31T12:00:00.000Z",
            key: "ph_…",
          },
        },
      },
    },
  },
};
