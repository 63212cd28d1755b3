import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";
import { KEY_COLUMNS, keyOptions } from "./key-commands.ts";

const list = command({
  name: "operator-keys list",
  summary: "List operator keys, without their secrets (admin key)",
  routes: ["GET /api/v1/operator-keys"],
  options: paging,
  examples: [["operator-keys list", "List the keys that can act for any tenant"]],
  run: (args, context) =>
    listing(context, args, { owner: "admin", route: "GET /api/v1/operator-keys", columns: [...KEY_COLUMNS] }),
});

const create = command({
  name: "operator-keys create",
  summary: "Create an operator key and show it once (admin key)",
  routes: ["POST /api/v1/operator-keys"],
  options: { ...keyOptions, ...creating },
  examples: [["operator-keys create --name backend --role manage", "Create one key that can act for any tenant"]],
  async run({ name, role, "expires-at": expiresAt, data, "idempotency-key": key }, context) {
    const body = await bodyOf(data, { name, role, expiresAt }, context.io);
    const headers = { "idempotency-key": key };
    context.show(await context.api("admin")("POST /api/v1/operator-keys", { body, headers }));
    context.note("Save the key now. It won't be shown again.");
  },
});

const revoke = command({
  name: "operator-keys revoke",
  summary: "Revoke an operator key, effective immediately (admin key)",
  routes: ["DELETE /api/v1/operator-keys/{id}"],
  positionals: { id: { help: "ID of the key: see `operator-keys list`, or the key itself after pho_" } },
  examples: [["operator-keys revoke operator-3f9c2a7104d8e6b5", "Revoke a key; its next request fails"]],
  confirm: ({ id }) => `Revoke the operator key ${id}?`,
  async run({ id }, context) {
    await context.api("admin")("DELETE /api/v1/operator-keys/{id}", { params: { id } });
    context.note(`Revoked ${id}.`);
  },
});

const endPrevious = command({
  name: "operator-keys end-previous-admin-key",
  summary: "End the admin key from before the last rotation at once (admin key)",
  routes: ["DELETE /api/v1/admin-key/previous"],
  examples: [["operator-keys end-previous-admin-key", "Shut out a leaked admin key right after its rotation"]],
  confirm: () => "End the previous admin key, for everyone who still uses it?",
  async run(_args, context) {
    await context.api("admin")("DELETE /api/v1/admin-key/previous");
    context.note("Only the current admin key works.");
  },
});

export const operatorKeyCommands = [list, create, revoke, endPrevious];
