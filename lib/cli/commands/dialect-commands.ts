import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";
import { indented } from "../output/json.ts";

const list = command({
  name: "dialects list",
  summary: "List built-in and custom dialects",
  routes: ["GET /api/v1/dialects"],
  options: paging,
  examples: [["dialects list", "List the dialects that subscriptions can use"]],
  run: (args, context) =>
    listing(context, args, {
      owner: "either",
      route: "GET /api/v1/dialects",
      columns: [
        { title: "NAME", value: "name" },
        { title: "BUILT IN", value: ({ builtIn }) => (builtIn ? "yes" : "") },
        { title: "ALGORITHM", value: "algorithm" },
        { title: "SIGNATURE HEADER", value: "signatureHeader" },
        { title: "SIGNED TEXT", value: "signedText", flexible: true },
        { title: "REGISTERED", value: "createdAt" },
      ],
    }),
});

const show = command({
  name: "dialects show",
  summary: "Show a dialect's definition, which `verify` accepts",
  routes: ["GET /api/v1/dialects/{id}"],
  positionals: { dialect: { help: "Name of the dialect" } },
  examples: [["dialects show mine --json > mine.json", "Save a definition for a receiver"]],
  async run({ dialect: id }, context) {
    const answer = await context.api("either")("GET /api/v1/dialects/{id}", { params: { id } });
    context.print(context.json ? answer.text : indented(answer.text));
  },
});

const create = command({
  name: "dialects create",
  summary: "Register a dialect permanently (operator's key)",
  routes: ["POST /api/v1/dialects"],
  options: { ...creating, data: { ...creating.data, required: true } },
  examples: [
    ["dialects create --data @mine.json", "Register a definition; one that receivers can't verify is rejected"],
  ],
  async run({ data, "idempotency-key": key }, context) {
    const body = await bodyOf(data, {}, context.io);
    const answer = await context.api("admin")("POST /api/v1/dialects", { body, headers: { "idempotency-key": key } });
    context.print(context.json ? answer.text : indented(answer.text));
  },
});

export const dialectCommands = [list, show, create];
