import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";

const list = command({
  name: "dead-letters list",
  does: "Lists what a fault of ours left in the dead-letter queue (admin key)",
  routes: ["GET /api/v1/dead-letters"],
  options: paging,
  examples: [["dead-letters list", "what the alarm is about"]],
  run: (args, context) => listing(context, args, { who: "admin", route: "GET /api/v1/dead-letters" }),
});

const redrive = command({
  name: "dead-letters redrive",
  does: "Brings dead letters back to be delivered (admin key)",
  routes: ["POST /api/v1/dead-letters/redrive"],
  options: { data: creating.data },
  examples: [["dead-letters redrive", "when the fault is mended"]],
  async run({ data }, context) {
    const body = await bodyOf(data, {}, context.io);
    context.show(await context.api("admin")("POST /api/v1/dead-letters/redrive", { body }));
  },
});

export const deadLetterCommands = [list, redrive];
