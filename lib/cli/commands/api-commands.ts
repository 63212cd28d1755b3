import { command } from "../command.ts";
import { usage } from "../errors.ts";
import { textOf } from "../input.ts";
import { indented } from "../output/json.ts";
import { safeLines } from "../output/text.ts";

const METHODS = ["GET", "POST", "PATCH", "DELETE"];

const api = command({
  name: "api",
  does: "Makes any request, and prints the answer",
  positionals: { method: { does: METHODS.join(", ") }, path: { does: "after /api/v1, with its query" } },
  options: {
    data: { type: "string", does: "the body: text, @file, or - for stdin" },
    header: { type: "many", does: "'name: value'; may be repeated" },
    admin: { type: "boolean", does: "with the admin key" },
  },
  examples: [
    ["api GET '/events?limit=1'", "what the API itself answers"],
    ["api POST /tenants --admin --data @tenant.json", "as the operator"],
  ],
  async run({ method, path, data, header = [], admin }, context) {
    const verb = method.toUpperCase();
    if (!METHODS.includes(verb)) throw usage(`there is no method ${method}`, `There is ${METHODS.join(", ")}.`);
    const route = `${verb} /api/v1${path.replace(/^\/?(api\/v1\/)?\/?/, "/")}`;
    const body = data === undefined ? undefined : await textOf(data, context.io);
    const headers = Object.fromEntries(header.map((line) => line.split(/:\s*/, 2)));
    const { text } = await context.api(admin ? "admin" : "either")(route, { body, headers });
    if (!text) return;
    if (isJson(text)) context.print(context.json ? text : indented(text));
    else context.print(context.io.stdout.isTTY ? safeLines(text) : text);
  },
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const openApi = command({
  name: "openapi",
  does: "Prints the API's OpenAPI document",
  routes: ["GET /api/v1/openapi.json"],
  examples: [["openapi > openapi.json", "for a client generator"]],
  async run(_args, context) {
    context.print((await context.api("nobody")("GET /api/v1/openapi.json")).text);
  },
});

export const apiCommands = [openApi, api];
