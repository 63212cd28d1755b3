import { command, creating, paging } from "../command.ts";
import { usage } from "../errors.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

const tenant = { tenant: { does: "the tenant's id" } } as const;

const COLUMNS = [
  { title: "ID", value: "id" },
  { title: "NAME", value: "name", flexible: true },
  { title: "DIALECT", value: "dialect" },
  { title: "CREATED", value: "createdAt" },
] as const;

const list = command({
  name: "tenants list",
  does: "Lists tenants, newest first (admin key)",
  routes: ["GET /api/v1/tenants"],
  options: paging,
  examples: [["tenants list --all", "every customer of yours"]],
  run: (args, context) => listing(context, args, { who: "admin", route: "GET /api/v1/tenants", columns: [...COLUMNS] }),
});

const show = command({
  name: "tenants show",
  does: "Shows a tenant (admin key)",
  routes: ["GET /api/v1/tenants/{id}"],
  positionals: tenant,
  examples: [["tenants show acme", "one tenant"]],
  async run({ tenant: id }, context) {
    const answer = await context.api("admin")("GET /api/v1/tenants/{id}", { params: { id } });
    context.show(answer);
  },
});

const create = command({
  name: "tenants create",
  does: "Makes a tenant (admin key)",
  routes: ["POST /api/v1/tenants"],
  options: {
    name: { type: "string", does: "what people call it" },
    id: { type: "string", does: "your own id for it" },
    dialect: { type: "string", does: "of its subscriptions that name none" },
    ...creating,
  },
  examples: [["tenants create --name 'Acme Inc.' --id acme", "under an id of your own"]],
  async run({ data, "idempotency-key": key, name, id, dialect }, context) {
    const body = await bodyOf(data, { name, id, dialect }, context.io);
    const headers = { "idempotency-key": key };
    const answer = await context.api("admin")("POST /api/v1/tenants", { body, headers });
    context.show(answer);
  },
});

const update = command({
  name: "tenants update",
  does: "Changes a tenant (admin key)",
  routes: ["PATCH /api/v1/tenants/{id}"],
  positionals: tenant,
  options: {
    name: { type: "string", does: "what people call it" },
    dialect: { type: "string", does: "of its subscriptions that name none" },
    clear: { type: "list", does: "fields to clear, such as dialect" },
    data: creating.data,
  },
  examples: [["tenants update acme --dialect witn", "another default dialect"]],
  async run({ tenant: id, data, name, dialect, clear = [] }, context) {
    const fields = { name, dialect, ...Object.fromEntries(clear.map((field) => [field, null])) };
    const body = await bodyOf(data, fields, context.io);
    if (body === "{}") throw usage("nothing is to be changed", "--help lists what can be.");
    const answer = await context.api("admin")("PATCH /api/v1/tenants/{id}", { params: { id }, body });
    context.show(answer);
  },
});

const remove = command({
  name: "tenants delete",
  does: "Deletes a tenant that has no subscriptions, and its keys (admin key)",
  routes: ["DELETE /api/v1/tenants/{id}"],
  positionals: tenant,
  examples: [["tenants delete acme", "refused while it has subscriptions"]],
  async run({ tenant: id }, context) {
    await context.api("admin")("DELETE /api/v1/tenants/{id}", { params: { id } });
    context.note(`${id} is deleted.`);
  },
});

export const tenantCommands = [list, show, create, update, remove];
