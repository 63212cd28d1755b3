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
  { title: "URL", value: "url", flexible: true },
];

const find = command({
  name: "find",
  summary: "Find what an ID names, or subscriptions by name, for any tenant (operator's key)",
  routes: [ROUTE],
  positionals: {
    id: {
      help: "ID of anything: a subscription, event, delivery, replay, alert, key … Unless --name is set",
      optional: true,
    },
  },
  options: { name: { type: "string", help: "Part of a subscription's name or URL" } },
  examples: [
    ["find evt_…", "Find out which tenant an event belongs to"],
    ["find --name orders", "Find subscriptions of all tenants by name or URL"],
  ],
  async run({ id, name }, context) {
    const answer = await context.api("admin")(ROUTE, { query: { id, name } });
    const hint = name === undefined ? OTHER_TENANTS : OTHER_NAMES;
    context.show(answer, (findings) => findingsText(context, findings, hint));
  },
});

const OTHER_TENANTS = "Not all tenants were searched. Name the tenant with --tenant in other commands.";
const OTHER_NAMES = "There may be others. Give more of the name or URL.";

function findingsText({ io, paint }: Context, { data, complete }: ApiObject, hint: string): string {
  const rows = data as ApiObject[];
  const width = io.stdout.isTTY ? io.stdout.columns : undefined;
  const found = rows.length > 0 ? table(rows, COLUMNS, { width, paint }) : "Nothing found.";
  return complete ? found : `${found}\n${hint}`;
}

export const findCommands = [find];
