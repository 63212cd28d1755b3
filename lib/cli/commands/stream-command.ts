import { command } from "../command.ts";
import type { ApiObject } from "../output/api-object.ts";
import { table } from "../output/table.ts";

const STREAM = "GET /api/v1/subscriptions/{id}/stream";

const stream = command({
  name: "subscriptions stream",
  summary: "Fetch deliveries of a pull subscription",
  routes: [STREAM],
  positionals: { subscription: { help: "ID of the subscription" } },
  options: {
    after: { type: "string", help: "Cursor: the `next` value of the previous page; acknowledges it" },
    limit: { type: "number", help: "Maximum number of deliveries" },
  },
  examples: [["subscriptions stream sub_… --json", "Fetch signed headers and bodies, oldest first"]],
  async run({ subscription: id, after, limit }, context) {
    const answer = await context.api()(STREAM, { params: { id }, query: { after, limit } });
    const { data, next } = JSON.parse(answer.text) as { data: ApiObject[]; next?: string | null };
    const width = context.io.stdout.isTTY ? context.io.stdout.columns : undefined;
    if (context.json || data.length > 0)
      context.show(answer, () => table(data, COLUMNS, { width, paint: context.paint }));
    else context.note("No deliveries yet.");
    if (next) context.note(`Acknowledge these and continue with --after ${next}.`);
  },
});

const COLUMNS = [
  { title: "DELIVERY", value: "deliveryId" },
  { title: "TYPE", value: "type", flexible: true as const },
  { title: "CREATED", value: "createdAt" },
  { title: "BODY", value: "body", flexible: true as const },
];

export const streamCommands = [stream];
