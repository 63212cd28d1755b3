import { command } from "../command.ts";
import type { Row } from "../output/api-object.ts";
import { table } from "../output/table.ts";

const STREAM = "GET /api/v1/subscriptions/{id}/stream";

const stream = command({
  name: "subscriptions stream",
  does: "Fetches what a pull subscription has, signed, oldest first",
  routes: [STREAM],
  positionals: { subscription: { does: "the subscription's id" } },
  options: {
    after: { type: "string", does: "the `next` of the page before: all up to it is taken by that" },
    limit: { type: "number", does: "at most so many" },
  },
  examples: [["subscriptions stream sub_… --json", "headers and bodies, as a receiver would get them"]],
  async run({ subscription: id, after, limit }, context) {
    const answer = await context.api()(STREAM, { params: { id }, query: { after, limit } });
    const { data, next } = JSON.parse(answer.text) as { data: Row[]; next?: string | null };
    const width = context.io.stdout.isTTY ? context.io.stdout.columns : undefined;
    if (context.json || data.length > 0)
      context.show(answer, () => table(data, COLUMNS, { width, paint: context.paint }));
    else context.note("Nothing there yet.");
    if (next) context.note(`To take these and go on: --after ${next}`);
  },
});

const COLUMNS = [
  { title: "DELIVERY", value: "deliveryId" },
  { title: "TYPE", value: "type", flexible: true as const },
  { title: "CREATED", value: "createdAt" },
  { title: "BODY", value: "body", flexible: true as const },
];

export const streamCommands = [stream];
