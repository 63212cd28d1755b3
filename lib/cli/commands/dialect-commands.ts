import { command, creating, paging } from "../command.ts";
import { failed } from "../errors.ts";
import { bodyOf, jsonOf, secretOf } from "../input.ts";
import { listing } from "../listing.ts";
import type { ApiObject } from "../output/api-object.ts";
import { attemptLines } from "../output/attempts.ts";
import { indented } from "../output/json.ts";
import { safeText } from "../output/text.ts";

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

const TEST = "POST /api/v1/dialects/test";

const test = command({
  name: "dialects test",
  summary: "Show the signed POST of a dialect, or send it to a URL (operator's key)",
  routes: [TEST],
  positionals: { dialect: { help: "Name of the dialect, unless --definition is set", optional: true } },
  options: {
    definition: { type: "string", help: "Definition of a dialect that isn't registered: JSON text, @file, or -" },
    type: { type: "string", help: "Type of the event" },
    data: { type: "string", help: "JSON data of the event: text, @file, or -" },
    secret: { type: "string", help: "Secret that signs: text, @file, or - (default: generated and shown)" },
    to: { type: "string", help: "URL to send the POST to" },
    verbose: { type: "boolean", help: "Show headers, timings and the start of the response" },
  },
  examples: [
    ["dialects test --definition @mine.json", "See what receivers would get, before you register the dialect"],
    ["dialects test mine --to https://receiver.example/hook", "Check that a receiver accepts the signature"],
  ],
  async run({ dialect, definition, type, data, secret: given, to: url, verbose }, context) {
    const { io } = context;
    const secret = await secretOf(given, io);
    const json = {
      ...(definition !== undefined && { definition: await jsonOf(definition, "--definition", io) }),
      ...(data !== undefined && { data: await jsonOf(data, "--data", io) }),
    };
    const members = Object.entries(json).map(([name, text]) => `"${name}":${text}`);
    const body = await bodyOf(`{${members.join(",")}}`, { dialect, type, secret, url }, io);
    const answer = await context.api("admin")(TEST, { body });
    context.show(answer, ({ request, attempt, ...row }) =>
      [
        ...requestLines(request as ApiObject | undefined),
        ...(Object.keys(row).length > 0 ? ["", context.view(row)] : []),
        ...(attempt ? ["", ...attemptLines(attempt as ApiObject, context.paint, verbose)] : []),
      ].join("\n"),
    );
    if (JSON.parse(answer.text).attempt?.failure) throw failed("the receiver did not accept the POST");
  },
});

/** A request as HTTP/1.1 writes it. */
function requestLines({ method = "", headers = {}, body = "" }: ApiObject = {}): string[] {
  const lines = Object.entries(headers as Record<string, string>).map(([name, value]) => `${name}: ${value}`);
  return [String(method), ...lines, "", String(body)].map(safeText);
}

export const dialectCommands = [list, show, create, test];
