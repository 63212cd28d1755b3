import { TENANT_HEADER } from "../api-client.ts";
import { command } from "../command.ts";
import { usage } from "../errors.ts";
import { textOf } from "../input.ts";
import { indented } from "../output/json.ts";
import { safeLines } from "../output/text.ts";

const METHODS = ["GET", "POST", "PATCH", "DELETE"];

const api = command({
  name: "api",
  summary: "Call any route and print the response",
  positionals: {
    method: { help: `HTTP method: ${METHODS.join(", ")}` },
    path: { help: "Path after /api/v1, with its query" },
  },
  options: {
    data: { type: "string", help: "Request body: text, @file, or - for stdin" },
    header: { type: "many", help: "Request header, 'name: value'; repeatable" },
    admin: { type: "boolean", help: "Use the admin key, or an operator key" },
  },
  examples: [
    ["api GET '/events?limit=1'", "Print the response for the newest event"],
    ["api POST /tenants --admin --data @tenant.json", "Create a tenant with the admin key"],
  ],
  async run({ method, path, data, header = [], admin }, context) {
    const verb = method.toUpperCase();
    if (!METHODS.includes(verb)) throw usage(`unknown method: ${method}`, `Use one of ${METHODS.join(", ")}.`);
    const route = `${verb} /api/v1${path.replace(/^\/?(api\/v1\/)?\/?/, "/")}`;
    const body = data === undefined ? undefined : await textOf(data, context.io);
    const { tenant } = context.flags;
    const named = Object.fromEntries(header.map((line) => line.split(/:\s*/, 2)));
    const headers = { ...(tenant !== undefined && { [TENANT_HEADER]: tenant }), ...named };
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
  summary: "Print the API's OpenAPI document",
  routes: ["GET /api/v1/openapi.json"],
  examples: [["openapi > openapi.json", "Save the document for a client generator"]],
  async run(_args, context) {
    context.print((await context.api("nobody")("GET /api/v1/openapi.json")).text);
  },
});

export const apiCommands = [openApi, api];
