import { hostname } from "node:os";
import { command } from "../command.ts";
import { secretOf } from "../input.ts";
import { STREAM } from "../listen/follow-stream.ts";
import { listen } from "../listen/forward-until-stopped.ts";
import { localUrl } from "../listen/local-url.ts";
import { TEMPORARY_ROUTES } from "../listen/temporary-subscription.ts";

const listenCommand = command({
  name: "listen",
  summary: "Forward signed events to a local server, without a tunnel",
  routes: [...TEMPORARY_ROUTES, STREAM],
  options: {
    "forward-to": { type: "string", help: "URL of the local server, or a port or a path of localhost", required: true },
    events: { type: "list", help: "Event types, such as invoice.paid or invoice.* (default all)" },
    filter: { type: "string", help: "Condition on events, a CEL expression: data.amount > 100.0" },
    dialect: { type: "string", help: "Format of the POSTs; see `dialects list`" },
    secret: { type: "string", help: "Secret: text, @file, or - (default: generated each time)" },
    name: { type: "string", help: "Subscription's name; a leftover with this name is deleted" },
  },
  examples: [
    ["listen --forward-to 3000/hook", "Forward all events to http://localhost:3000/hook"],
    [
      "listen --forward-to localhost:3000/hook --events 'invoice.*' --dialect github",
      "Forward invoice events, signed like GitHub's webhooks",
    ],
  ],
  async run({ "forward-to": to, events = ["*"], filter, dialect, secret, name }, context) {
    await listen(context, localUrl(to), {
      name: name ?? `listen on ${hostname()}`.slice(0, 200),
      events,
      filter,
      dialect,
      secret: await secretOf(secret, context.io),
    });
  },
});

export const listenCommands = [listenCommand];
