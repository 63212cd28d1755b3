import { command } from "../command.ts";
import { secretOf } from "../input.ts";

const subscription = { subscription: { help: "ID of the subscription" } } as const;

const show = command({
  name: "subscriptions secret",
  summary: "Show the signing secrets; access is logged",
  routes: ["GET /api/v1/subscriptions/{id}/secret"],
  positionals: subscription,
  examples: [["subscriptions secret sub_…", "Read the secret to set up a receiver"]],
  async run({ subscription: id }, context) {
    context.show(await context.api()("GET /api/v1/subscriptions/{id}/secret", { params: { id } }));
  },
});

const rotate = command({
  name: "subscriptions rotate-secret",
  summary: "Rotate the secret, effective immediately",
  routes: ["POST /api/v1/subscriptions/{id}/rotate-secret"],
  positionals: subscription,
  options: {
    secret: { type: "string", help: "Your secret: text, @file, or - (default: generated and shown)" },
    "grace-seconds": { type: "number", help: "Seconds that the old secret also signs, up to 604800 (default 0)" },
  },
  examples: [
    ["subscriptions rotate-secret sub_…", "Sign every POST from now on with a new secret"],
    ["subscriptions rotate-secret sub_… --grace-seconds 86400", "Sign with both secrets for a day"],
  ],
  async run({ subscription: id, secret: given, "grace-seconds": graceSeconds }, context) {
    const secret = await secretOf(given, context.io);
    const request = { params: { id }, body: JSON.stringify({ secret, graceSeconds }) };
    const answer = await context.api()("POST /api/v1/subscriptions/{id}/rotate-secret", request);
    context.show(answer, secret === undefined ? undefined : ({ secret: _own, ...row }) => context.view(row));
    if (secret !== undefined) context.note("Deliveries are now signed with your secret.");
  },
});

const publicKey = command({
  name: "subscriptions public-key",
  summary: "Show the public keys of ed25519 signatures",
  routes: ["GET /api/v1/public-keys/{id}"],
  positionals: subscription,
  examples: [["subscriptions public-key sub_…", "Read the key for a receiver; it isn't secret"]],
  async run({ subscription: id }, context) {
    context.show(await context.api("nobody")("GET /api/v1/public-keys/{id}", { params: { id } }));
  },
});

const generate = command({
  name: "secrets generate",
  summary: "Generate a secret for a dialect, without storing it",
  routes: ["POST /api/v1/secrets/generate"],
  options: {
    dialect: { type: "string", help: "Dialect whose form the secret has (default that of new subscriptions)" },
  },
  examples: [
    ["secrets generate", "Generate a secret to give to a receiver before a rotation"],
    ["secrets generate --dialect standard-ed25519", "Generate a key pair"],
  ],
  async run({ dialect }, context) {
    context.show(await context.api()("POST /api/v1/secrets/generate", { body: JSON.stringify({ dialect }) }));
  },
});

export const secretCommands = [show, rotate, publicKey, generate];
