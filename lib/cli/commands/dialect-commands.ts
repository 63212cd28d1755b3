import { command, creating, paging } from "../command.ts";
import { bodyOf } from "../input.ts";
import { listing } from "../listing.ts";
import { indented } from "../output/json.ts";

const list = command({
  name: "dialects list",
  does: "Lists the formats that POSTs can have",
  routes: ["GET /api/v1/dialects"],
  options: paging,
  examples: [["dialects list", "those that are built in, and the operator's own"]],
  run: (args, context) =>
    listing(context, args, {
      who: "either",
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
  does: "Shows a dialect, as it can be given to `verify`",
  routes: ["GET /api/v1/dialects/{id}"],
  positionals: { dialect: { does: "its name" } },
  examples: [["dialects show mine --json > mine.json", "for a receiver that verifies it"]],
  async run({ dialect: id }, context) {
    const answer = await context.api("either")("GET /api/v1/dialects/{id}", { params: { id } });
    context.print(context.json ? answer.text : indented(answer.text));
  },
});

const create = command({
  name: "dialects create",
  does: "Registers a dialect, for good (admin key)",
  routes: ["POST /api/v1/dialects"],
  options: { ...creating, data: { ...creating.data, required: true } },
  examples: [["dialects create --data @mine.json", "what no receiver could verify is refused with the reason"]],
  async run({ data, "idempotency-key": key }, context) {
    const body = await bodyOf(data, {}, context.io);
    const answer = await context.api("admin")("POST /api/v1/dialects", { body, headers: { "idempotency-key": key } });
    context.print(context.json ? answer.text : indented(answer.text));
  },
});

export const dialectCommands = [list, show, create];
