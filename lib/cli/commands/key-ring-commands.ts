import { command, creating } from "../command.ts";
import { bodyOf } from "../input.ts";

const show = command({
  name: "key-ring show",
  summary: "Show the key ring's state and progress (operator's key)",
  routes: ["GET /api/v1/key-ring"],
  examples: [["key-ring show", "See whether all values are sealed with the current key"]],
  run: async (_args, context) => context.show(await context.api("admin")("GET /api/v1/key-ring")),
});

const rotate = command({
  name: "key-ring rotate",
  summary: "Add a key to the key ring and seal all values again (admin key)",
  routes: ["POST /api/v1/key-ring/rotate"],
  options: { data: creating.data },
  examples: [["key-ring rotate", "Seal everything with a new key; earlier keys stay readable"]],
  async run({ data }, context) {
    const body = await bodyOf(data, {}, context.io);
    context.show(await context.api("admin")("POST /api/v1/key-ring/rotate", { body }));
  },
});

const drop = command({
  name: "key-ring drop-old-keys",
  summary: "Remove the keys from before the last rotation (admin key)",
  routes: ["POST /api/v1/key-ring/drop-old-keys"],
  options: { data: creating.data },
  examples: [["key-ring drop-old-keys", "Make a leaked key useless"]],
  confirm: () => "Remove the earlier keys? Backups of the table from before the rotation can't be read without them.",
  async run({ data }, context) {
    const body = await bodyOf(data, {}, context.io);
    context.show(await context.api("admin")("POST /api/v1/key-ring/drop-old-keys", { body }));
  },
});

export const keyRingCommands = [show, rotate, drop];
