import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

const tenant = { tenant: { does: "the tenant's id" } } as const;

const list = command({
  name: "keys list",
  does: "Lists a tenant's keys, without their secrets (admin key)",
  routes: ["GET /api/v1/tenants/{id}/api-keys"],
  positionals: tenant,
  options: paging,
  examples: [["keys list acme", "who can act for acme"]],
  run: ({ tenant: id, ...args }, context) =>
    listing(context, args, {
      who: "admin",
      route: "GET /api/v1/tenants/{id}/api-keys",
      params: { id },
      columns: [
        { title: "ID", value: "id" },
        { title: "NAME", value: "name", flexible: true },
        { title: "ROLE", value: "role" },
        { title: "CREATED", value: "createdAt" },
      ],
    }),
});

const create = command({
  name: "keys create",
  does: "Makes a key for a tenant, and shows it this once (admin key)",
  routes: ["POST /api/v1/tenants/{id}/api-keys"],
  positionals: tenant,
  options: {
    name: { type: "string", does: "what it is for" },
    role: { type: "string", does: "what it may do", choices: ["producer", "read", "manage"] },
    ...creating,
  },
  examples: [["keys create acme --name billing --role producer", "a key that can send events, and nothing else"]],
  async run({ tenant: id, name, role, data, "idempotency-key": key }, context) {
    const body = await bodyOf(data, { name, role }, context.io);
    const request = { params: { id }, body, headers: { "idempotency-key": key } };
    const answer = await context.api("admin")("POST /api/v1/tenants/{id}/api-keys", request);
    context.show(answer);
    context.note("Keep the key: it is not shown again.");
  },
});

const revoke = command({
  name: "keys revoke",
  does: "Revokes a tenant's key: its next request fails (admin key)",
  routes: ["DELETE /api/v1/tenants/{id}/api-keys/{keyId}"],
  positionals: { ...tenant, id: { does: "the key's id" } },
  examples: [["keys revoke acme acme-3f9c2a71", "its id is in `keys list`, and in the key itself after ph_"]],
  async run({ tenant: id, id: keyId }, context) {
    await context.api("admin")("DELETE /api/v1/tenants/{id}/api-keys/{keyId}", { params: { id, keyId } });
    context.note(`${keyId} is revoked.`);
  },
});

export const keyCommands = [list, create, revoke];
