import { command } from "../command.ts";
import type { Context } from "../context.ts";
import type { ApiObject } from "../output/api-object.ts";
import { type Column, table } from "../output/table.ts";

const ROUTE = "GET /api/v1/find";

const COLUMNS: Column[] = [
  { title: "TYPE", value: "type" },
  { title: "ID", value: "id" },
  { title: "TENANT", value: "tenantId", flexible: true },
  { title: "SUBSCRIPTION", value: "subscriptionId" },
  { title: "NAME", value: ({ name, about }) => String(name ?? about ?? ""), flexible: true },
];

const find = command({
  name: "find",
  summary: "Find what an ID names, for any tenant (operator's key)",
  routes: [ROUTE],
  positionals: { id: { help: "ID of anything: a subscription, event, delivery, replay, alert, key …" } },
  examples: [["find evt_…", "Find out which tenant an event belongs to"]],
  async run({ id }, context) {
    context.show(await context.api("admin")(ROUTE, { query: { id } }), (answer) => findingsText(context, answer));
  },
});

function findingsText({ io, paint }: Context, { data, complete }: ApiObject): string {
  const rows = data as ApiObject[];
  const width = io.stdout.isTTY ? io.stdout.columns : undefined;
  const found = rows.length > 0 ? table(rows, COLUMNS, { width, paint }) : "Nothing found.";
  return complete ? found : `${found}\nNot all tenants were searched. Name the tenant with --tenant in other commands.`;
}

export const findCommands = [find];
