import { command, paging } from "../command.ts";
import { listing } from "../listing.ts";

const EXAMPLE_ID = "tdl_01ARZ3NDEKTSV4RRFFQ69G5FAV";

const list = command({
  name: "tenant-deletions list",
  summary: "List deletions of tenants, newest first (operator's key)",
  routes: ["GET /api/v1/tenant-deletions"],
  options: paging,
  examples: [["tenant-deletions list", "See whether everything of deleted tenants is erased"]],
  run: (args, context) => listing(context, args, { owner: "admin", route: "GET /api/v1/tenant-deletions" }),
});

const show = command({
  name: "tenant-deletions show",
  summary: "Show how far the erasure of a deleted tenant is (operator's key)",
  routes: ["GET /api/v1/tenant-deletions/{id}"],
  positionals: { id: { help: "ID of the deletion: `tenants delete` prints it" } },
  examples: [[`tenant-deletions show ${EXAMPLE_ID}`, "See whether everything of the tenant is erased"]],
  async run({ id }, context) {
    context.show(await context.api("admin")("GET /api/v1/tenant-deletions/{id}", { params: { id } }));
  },
});

export const tenantDeletionCommands = [list, show];
