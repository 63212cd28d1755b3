import { type CommandOptions, command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

export const KEY_COLUMNS = [
  { title: "ID", value: "id" },
  { title: "NAME", value: "name", flexible: true },
  { title: "ROLE", value: "role" },
  { title: "CREATED", value: "createdAt" },
  { title: "EXPIRES", value: "expiresAt" },
] as const;

/** The fields of a new key. */
export const keyOptions = {
  name: { type: "string", help: "Display name, such as the key's purpose" },
  role: { type: "string", help: "Role of the key", choices: ["producer", "read", "manage"] },
  "expires-at": { type: "string", help: "Time when the key stops working: 2026-12-31T00:00:00Z (default never)" },
} as const satisfies CommandOptions;

const tenant = { tenant: { help: "ID of the tenant" } } as const;

const list = command({
  name: "keys list",
  summary: "List a tenant's API keys, without their secrets (operator's key)",
  routes: ["GET /api/v1/tenants/{id}/api-keys"],
  positionals: tenant,
  options: paging,
  examples: [["keys list acme", "List the keys that can act for a tenant"]],
  run: ({ tenant: id, ...args }, context) =>
    listing(context, args, {
      owner: "admin",
      route: "GET /api/v1/tenants/{id}/api-keys",
      params: { id },
      columns: [...KEY_COLUMNS],
    }),
});

const create = command({
  name: "keys create",
  summary: "Create an API key for a tenant and show it once (operator's key)",
  routes: ["POST /api/v1/tenants/{id}/api-keys"],
  positionals: tenant,
  options: {
    ...keyOptions,
    ...creating,
  },
  examples: [["keys create acme --name billing --role producer", "Create a key that can only send events"]],
  async run({ tenant: id, name, role, "expires-at": expiresAt, data, "idempotency-key": key }, context) {
    const body = await bodyOf(data, { name, role, expiresAt }, context.io);
    const request = { params: { id }, body, headers: { "idempotency-key": key } };
    const answer = await context.api("admin")("POST /api/v1/tenants/{id}/api-keys", request);
    context.show(answer);
    context.note("Save the key now. It won't be shown again.");
  },
});

const revoke = command({
  name: "keys revoke",
  summary: "Revoke a tenant's API key, effective immediately (operator's key)",
  routes: ["DELETE /api/v1/tenants/{id}/api-keys/{keyId}"],
  positionals: { ...tenant, id: { help: "ID of the key: see `keys list`, or the key itself after ph_" } },
  examples: [["keys revoke acme acme-3f9c2a71", "Revoke a key; its next request fails"]],
  confirm: ({ tenant, id }) => `Revoke the key ${id} of ${tenant}?`,
  async run({ tenant: id, id: keyId }, context) {
    await context.api("admin")("DELETE /api/v1/tenants/{id}/api-keys/{keyId}", { params: { id, keyId } });
    context.note(`Revoked ${keyId}.`);
  },
});

export const keyCommands = [list, create, revoke];
