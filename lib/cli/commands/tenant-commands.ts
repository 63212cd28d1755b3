import { command, creating, paging } from "../command.ts";
import { nothingToChange } from "../errors.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

const tenant = { tenant: { help: "ID of the tenant" } } as const;

const COLUMNS = [
  { title: "ID", value: "id" },
  { title: "NAME", value: "name", flexible: true },
  { title: "DIALECT", value: "dialect" },
  { title: "CREATED", value: "createdAt" },
] as const;

const list = command({
  name: "tenants list",
  summary: "List tenants, newest first (operator's key)",
  routes: ["GET /api/v1/tenants"],
  options: { search: { type: "string", help: "Only tenants with this text in their name or ID" }, ...paging },
  examples: [
    ["tenants list --all", "List all of your customers"],
    ["tenants list --search acme", "Find a customer by a part of the name or ID"],
  ],
  run: ({ search, ...args }, context) =>
    listing(context, args, {
      owner: "admin",
      route: "GET /api/v1/tenants",
      query: { search },
      columns: [...COLUMNS],
    }),
});

const show = command({
  name: "tenants show",
  summary: "Show a tenant (operator's key)",
  routes: ["GET /api/v1/tenants/{id}"],
  positionals: tenant,
  examples: [["tenants show acme", "Show a tenant's name and default dialect"]],
  async run({ tenant: id }, context) {
    const answer = await context.api("admin")("GET /api/v1/tenants/{id}", { params: { id } });
    context.show(answer);
  },
});

const create = command({
  name: "tenants create",
  summary: "Create a tenant (operator's key)",
  routes: ["POST /api/v1/tenants"],
  options: {
    name: { type: "string", help: "Display name" },
    id: { type: "string", help: "Your ID for the tenant" },
    dialect: { type: "string", help: "Default dialect of the tenant's subscriptions" },
    "max-retries": { type: "number", help: "Default number of retries of the tenant's subscriptions" },
    ...creating,
  },
  examples: [["tenants create --name 'Acme Inc.' --id acme", "Create a tenant with your own ID"]],
  async run({ data, "idempotency-key": key, name, id, dialect, "max-retries": maxRetries }, context) {
    const body = await bodyOf(data, { name, id, dialect, maxRetries }, context.io);
    const headers = { "idempotency-key": key };
    const answer = await context.api("admin")("POST /api/v1/tenants", { body, headers });
    context.show(answer);
  },
});

const update = command({
  name: "tenants update",
  summary: "Update a tenant (operator's key)",
  routes: ["PATCH /api/v1/tenants/{id}"],
  positionals: tenant,
  options: {
    name: { type: "string", help: "Display name" },
    dialect: { type: "string", help: "Default dialect of the tenant's subscriptions" },
    "max-retries": { type: "number", help: "Default number of retries of the tenant's subscriptions" },
    clear: { type: "list", help: "Fields to clear: dialect, maxRetries" },
    data: creating.data,
  },
  examples: [["tenants update acme --dialect witn", "Change the default dialect"]],
  async run({ tenant: id, data, name, dialect, "max-retries": maxRetries, clear = [] }, context) {
    const fields = { name, dialect, maxRetries, ...Object.fromEntries(clear.map((field) => [field, null])) };
    const body = await bodyOf(data, fields, context.io);
    if (body === "{}") throw nothingToChange("tenants update");
    const answer = await context.api("admin")("PATCH /api/v1/tenants/{id}", { params: { id }, body });
    context.show(answer);
  },
});

const remove = command({
  name: "tenants delete",
  summary: "Delete a tenant without subscriptions, and all that it had (operator's key)",
  routes: ["DELETE /api/v1/tenants/{id}"],
  positionals: tenant,
  examples: [["tenants delete acme", "Delete a tenant; the API rejects this while it has subscriptions"]],
  confirm: ({ tenant: id }) => `Delete the tenant ${id}, its keys, and all of its events and deliveries?`,
  async run({ tenant: id }, context) {
    const { headers } = await context.api("admin")("DELETE /api/v1/tenants/{id}", { params: { id } });
    const deletion = headers.get("location")?.split("/").at(-1);
    context.note(`Deleted ${id}. The deletion ${deletion} erases what it had.`);
  },
});

export const tenantCommands = [list, show, create, update, remove];
