import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

const list = command({
  name: "dead-letters list",
  summary: "List deliveries that failed inside Posthorn (operator's key)",
  routes: ["GET /api/v1/dead-letters"],
  options: paging,
  examples: [["dead-letters list", "See what raised the dead-letter alarm"]],
  run: (args, context) => listing(context, args, { owner: "admin", route: "GET /api/v1/dead-letters" }),
});

const redrive = command({
  name: "dead-letters redrive",
  summary: "Queue dead letters for delivery again (operator's key)",
  routes: ["POST /api/v1/dead-letters/redrive"],
  options: { data: creating.data },
  examples: [["dead-letters redrive", "Deliver the dead letters after a fix"]],
  async run({ data }, context) {
    const body = await bodyOf(data, {}, context.io);
    context.show(await context.api("admin")("POST /api/v1/dead-letters/redrive", { body }));
  },
});

export const deadLetterCommands = [list, redrive];
