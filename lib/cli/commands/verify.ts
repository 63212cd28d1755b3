import type { DialectDescription, DialectName } from "../../dialects/verify/index.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, failed, usage } from "../errors.ts";
import { fileBytes, instant, isStdin, jsonOf, secretOf, stdinBytes } from "../input.ts";
import { record } from "../output/record.ts";
import { type Diagnosis, diagnose } from "../verify/diagnose.ts";
import { dialectNames, dialectsOf, verifyNameOf } from "../verify/known.ts";
import { headersOf, rawRequest } from "../verify/raw-http.ts";
import type { Against, Received } from "../verify/received.ts";

const DIALECT = "GET /api/v1/dialects/{id}";

const check = command({
  name: "verify",
  does: "Checks a captured request against a secret, and says what is wrong",
  routes: [DIALECT],
  positionals: { file: { does: "the request in raw HTTP form; stdin when left out", optional: true } },
  options: {
    secret: { type: "many", does: "text, @file, or - ; or the public key whpk_…; may be repeated", required: true },
    dialect: { type: "string", does: `${dialectNames.join(", ")}; an operator's own, or @file (else: by the headers)` },
    header: { type: "many", does: "a header, 'name: value', instead of a raw request; may be repeated" },
    "body-file": { type: "string", does: "the file with the body, as it arrived; - for stdin" },
    "received-at": { type: "string", does: "when it came, if not just now" },
  },
  examples: [
    ["verify request.txt --secret whsec_…", "what `nc -l 3000 > request.txt` has written down"],
    [
      "verify --header 'x-webhook-signature: 9f86…' --body-file body.json --secret @secret.txt --dialect agents",
      "in parts",
    ],
    ["verify request.txt --secret whsec_… --received-at 2026-01-31T12:00Z", "an old one"],
  ],
  async run({ file, secret, dialect, ...args }, context) {
    const request = await requestOf({ file, header: args.header, bodyFile: args["body-file"] }, context);
    const secrets = await Promise.all(secret.map(async (each) => (await secretOf(each, context.io)) ?? ""));
    const at = instant(args["received-at"], "--received-at", context.io.now());
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

async function requestOf({ file, header, bodyFile }: Parts, { io }: Context): Promise<Received> {
  if ((header === undefined) !== (bodyFile === undefined)) throw usage("--header and --body-file go together");
  if (header && bodyFile) {
    const body = isStdin(bodyFile) ? await stdinBytes(io) : fileBytes(bodyFile, io);
    return { headers: headersOf(header), body, notes: [] };
  }
  if (!file && io.stdin.isTTY) throw usage("give the request's file, or pipe it in", "--help shows how.");
  const request = rawRequest(file && !isStdin(file) ? fileBytes(file, io) : await stdinBytes(io));
  if (!request) throw usage("this is no request", "There must be headers, an empty line, and the body.");
  return request;
}

async function dialectOf(
  given: string | undefined,
  { headers }: Received,
  context: Context,
): Promise<DialectName | DialectDescription> {
  if (given === undefined) {
    const [found] = dialectsOf(headers);
    if (!found)
      throw failed("no signature header of a known dialect is there", "If it is an operator's own: --dialect.");
    return found;
  }
  const builtIn = verifyNameOf(given);
  if (builtIn) return builtIn;
  if (given.startsWith("@")) return JSON.parse(await jsonOf(given, "--dialect", context.io));
  const { text } = await context.api("either")(DIALECT, { params: { id: given } });
  return JSON.parse(text);
}

function report({ verified, reason, words }: Diagnosis, { dialect }: Against, context: Context): void {
  const name = typeof dialect === "string" ? dialect : (dialect.name ?? "the given one");
  if (context.json) {
    const { id, timestamp } = verified ?? {};
    context.print(JSON.stringify({ verified: verified !== undefined, dialect: name, id, timestamp, reason, words }));
    if (!verified) throw new CliError(1, reason ?? "");
    return;
  }
  if (!verified) throw failed(`it does not verify (${reason}, dialect ${name})`, ...words.map((line) => `  ${line}`));
  const { id, timestamp } = verified;
  context.print(context.paint("green", "It verifies."));
  context.print(record({ dialect: name, id, timestamp: timestamp?.toISOString() }, context.paint));
}

export const verifyCommands = [check];
