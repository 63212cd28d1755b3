import { command } from "../command.ts";
import type { Context } from "../context.ts";
import type { ApiObject } from "../output/api-object.ts";
import { table } from "../output/table.ts";

const COLUMNS = [
  { title: "OPTION", value: "name" },
  { title: "VALUE", value: "value", flexible: true },
  { title: "DEFAULT", value: "default", flexible: true },
] as const;

const show = command({
  name: "settings",
  summary: "Show the stack's options as deployed, and the limits that follow (operator's key)",
  routes: ["GET /api/v1/settings"],
  examples: [["settings", "See how long events are kept, and what else the stack was deployed with"]],
  run: async (_args, context) => context.show(await context.api("admin")("GET /api/v1/settings"), viewIn(context)),
});

/** For people: the options as a table below the other settings. */
const viewIn =
  ({ view, paint, io }: Context) =>
  ({ options, ...others }: ApiObject): string => {
    const rows = Array.isArray(options) ? options : [];
    const width = io.stdout.isTTY ? io.stdout.columns : undefined;
    return rows.length === 0 ? view(others) : `${view(others)}\n\n${table(rows, [...COLUMNS], { width, paint })}`;
  };

export const settingsCommands = [show];
