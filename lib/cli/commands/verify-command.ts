import type { DialectDescription, DialectName } from "../../dialects/verify/index.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, failed, usage } from "../errors.ts";
import { fileBytes, isoTime, isStdin, jsonOf, secretOf, stdinBytes } from "../input.ts";
import { record } from "../output/record.ts";
import type { Against, CapturedRequest } from "../verify/captured-request.ts";
import { type Diagnosis, diagnose } from "../verify/diagnose.ts";
import { dialectNames, dialectsOf, verifyNameOf } from "../verify/dialect-names.ts";
import { parseHeaderLines, rawRequest } from "../verify/raw-http.ts";

const DIALECT = "GET /api/v1/dialects/{id}";

const check = command({
  name: "verify",
  summary: "Verify a captured request and explain failures",
  routes: [DIALECT],
  positionals: { file: { help: "Request in raw HTTP format (default stdin)", optional: true } },
  options: {
    secret: { type: "many", help: "Secret, or public key whpk_…: text, @file, or -; repeatable", required: true },
    dialect: {
      type: "string",
      help: `One of ${dialectNames.join(", ")}; a custom dialect; or @file (default: detected from the headers)`,
    },
    header: { type: "many", help: "Header 'name: value', instead of a raw request; repeatable" },
    "body-file": { type: "string", help: "File with the body exactly as received, or - for stdin" },
    "received-at": { type: "string", help: "Time of receipt (default now)" },
  },
  examples: [
    ["verify request.txt --secret whsec_…", "Verify a request that `nc -l 3000 > request.txt` captured"],
    [
      "verify --header 'x-webhook-signature: 9f86…' --body-file body.json --secret @secret.txt --dialect agents",
      "Verify separate headers and a body",
    ],
    ["verify request.txt --secret whsec_… --received-at 2026-01-31T12:00Z", "Verify an old request"],
  ],
  async run({ file, secret, dialect, ...args }, context) {
    const request = await requestOf({ file, header: args.header, bodyFile: args["body-file"] }, context);
    const secrets = await Promise.all(secret.map(async (each) => (await secretOf(each, context.io)) ?? ""));
    const at = isoTime(args["received-at"], "--received-at", context.io.now());
    const now = () => (at === undefined ? context.io.now() : Date.parse(at));
    const against: Against = { dialect: await dialectOf(dialect, request, context), secrets, now };
    report(await diagnose(request, against), against, context);
  },
});

interface Parts {
  file: string | undefined;
  header: string[] | undefined;
  bodyFile: string | undefined;
}

async function requestOf({ file, header, bodyFile }: Parts, { io }: Context): Promise<CapturedRequest> {
  if ((header === undefined) !== (bodyFile === undefined))
    throw usage("--header and --body-file must be used together");
  if (header && bodyFile) {
    const body = isStdin(bodyFile) ? await stdinBytes(io) : fileBytes(bodyFile, io);
    return { headers: parseHeaderLines(header), body, notes: [] };
  }
  if (!file && io.stdin.isTTY) throw usage("missing: the request", "Pass its file, or pipe it to stdin.");
  const request = rawRequest(file && !isStdin(file) ? fileBytes(file, io) : await stdinBytes(io));
  if (!request) throw usage("not an HTTP request", "Provide headers, an empty line, and the body.");
  return request;
}

async function dialectOf(
  given: string | undefined,
  { headers }: CapturedRequest,
  context: Context,
): Promise<DialectName | DialectDescription> {
  if (given === undefined) {
    const [found] = dialectsOf(headers);
    if (!found) throw failed("no signature header of a built-in dialect", "For a custom dialect, set --dialect.");
    return found;
  }
  const builtIn = verifyNameOf(given);
  if (builtIn) return builtIn;
  if (given.startsWith("@")) return JSON.parse(await jsonOf(given, "--dialect", context.io));
  const { text } = await context.api("either")(DIALECT, { params: { id: given } });
  return JSON.parse(text);
}

function report({ verified, reason, words }: Diagnosis, { dialect }: Against, context: Context): void {
  const name = typeof dialect === "string" ? dialect : (dialect.name ?? "custom");
  if (context.json) {
    const { id, timestamp } = verified ?? {};
    context.print(JSON.stringify({ verified: verified !== undefined, dialect: name, id, timestamp, reason, words }));
    if (!verified) throw new CliError(1, reason ?? "");
    return;
  }
  if (!verified) throw failed(`verification failed (${reason}, dialect ${name})`, ...words.map((line) => `  ${line}`));
  const { id, timestamp } = verified;
  context.print(context.paint("green", "Verified."));
  context.print(record({ dialect: name, id, timestamp: timestamp?.toISOString() }, context.paint));
}

export const verifyCommands = [check];
