import { hostname } from "node:os";
import { command } from "../command.ts";
import { usage } from "../errors.ts";
import { secretOf } from "../input.ts";
import { STREAM } from "../listen/follow-stream.ts";
import { listen } from "../listen/forward-until-stopped.ts";
import { TEMPORARY } from "../listen/temporary-subscription.ts";

const listenCommand = command({
  name: "listen",
  does: "Repeats deliveries to a local server, signed, without a tunnel",
  routes: [...TEMPORARY, STREAM],
  options: {
    "forward-to": { type: "string", does: "the local server's URL", required: true },
    events: { type: "list", does: "event types, with a trailing wildcard if need be; all when left out" },
    filter: { type: "string", does: "a CEL expression that events must meet: data.amount > 100.0" },
    dialect: { type: "string", does: "the format of the POSTs, see `dialects list`" },
    secret: { type: "string", does: "your own signing secret: text, @file, or -; else one is made each time" },
    name: { type: "string", does: "of the subscription; one of the same name that was left behind is removed" },
  },
  examples: [
    ["listen --forward-to http://localhost:3000/hook", "everything"],
    ["listen --forward-to localhost:3000/hook --events 'invoice.*' --dialect github", "some of it, as others sign"],
  ],
  async run({ "forward-to": to, events = ["*"], filter, dialect, secret, name }, context) {
    await listen(context, urlOf(to), {
      name: name ?? `listen on ${hostname()}`.slice(0, 200),
      events,
      filter,
      dialect,
      secret: await secretOf(secret, context.io),
    });
  },
});

/** `localhost:3000/hook` will do. */
function urlOf(text: string): URL {
  const url = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) throw usage(`--forward-to takes a URL such as http://localhost:3000/hook, not ${text}`);
  return new URL(url);
}

export const listenCommands = [listenCommand];
