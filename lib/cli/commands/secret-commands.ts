import { command } from "../command.ts";
import { secretOf } from "../input.ts";

const subscription = { subscription: { does: "the subscription's id" } } as const;

const show = command({
  name: "subscriptions secret",
  does: "Shows the secrets that sign now; that you looked is put on record",
  routes: ["GET /api/v1/subscriptions/{id}/secret"],
  positionals: subscription,
  examples: [["subscriptions secret sub_…", "to set up a receiver"]],
  async run({ subscription: id }, context) {
    context.show(await context.api()("GET /api/v1/subscriptions/{id}/secret", { params: { id } }));
  },
});

const rotate = command({
  name: "subscriptions rotate-secret",
  does: "Signs with a new secret from the very next POST on",
  routes: ["POST /api/v1/subscriptions/{id}/rotate-secret"],
  positionals: subscription,
  options: {
    secret: { type: "string", does: "your own: text, @file, or -; else one is made and shown" },
    "grace-seconds": { type: "number", does: "how long the old one signs too, up to 604800 (0)" },
  },
  examples: [
    ["subscriptions rotate-secret sub_…", "the old one stops at once"],
    ["subscriptions rotate-secret sub_… --grace-seconds 86400", "both sign for a day"],
  ],
  async run({ subscription: id, secret: brought, "grace-seconds": graceSeconds }, context) {
    const secret = await secretOf(brought, context.io);
    const request = { params: { id }, body: JSON.stringify({ secret, graceSeconds }) };
    const answer = await context.api()("POST /api/v1/subscriptions/{id}/rotate-secret", request);
    context.show(answer, secret === undefined ? undefined : ({ secret: _brought, ...row }) => context.view(row));
    if (secret !== undefined) context.note("The secret that you gave signs from now on.");
  },
});

const publicKey = command({
  name: "subscriptions public-key",
  does: "Shows the public keys that ed25519 signatures are verified with",
  routes: ["GET /api/v1/public-keys/{id}"],
  positionals: subscription,
  examples: [["subscriptions public-key sub_…", "what a receiver may know"]],
  async run({ subscription: id }, context) {
    context.show(await context.api("nobody")("GET /api/v1/public-keys/{id}", { params: { id } }));
  },
});

export const secretCommands = [show, rotate, publicKey];
