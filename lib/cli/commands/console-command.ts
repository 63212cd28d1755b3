import { command, creating } from "../command.ts";
import { bodyOf } from "../input.ts";

const link = command({
  name: "console",
  summary: "Print a link that signs you in to the console (operator's key)",
  routes: ["POST /api/v1/console/links"],
  options: { data: creating.data },
  examples: [["console", "Sign in to the console in a browser; the link works once, within an hour"]],
  async run({ data }, context) {
    const body = await bodyOf(data, {}, context.io);
    context.show(await context.api("admin")("POST /api/v1/console/links", { body }));
  },
});

export const consoleCommands = [link];
