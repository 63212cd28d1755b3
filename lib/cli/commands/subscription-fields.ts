import type { ArgsOf, Options } from "../command.ts";
import { pairs, secretOf } from "../input.ts";
import type { Io } from "../io.ts";

/** What can be set when a subscription is made and changed later. */
export const settings = {
  to: { type: "string", does: "the URL that POSTs go to" },
  events: { type: "list", does: "event types, with a trailing wildcard if need be: invoice.*" },
  filter: { type: "string", does: "a CEL expression that events must meet: data.amount > 100.0" },
  name: { type: "string", does: "what people call it" },
  description: { type: "string", does: "more about it" },
  header: { type: "many", does: "a header of its own, 'name: value'; may be repeated" },
  "sensitive-header": { type: "list", does: "names of headers whose values are never shown again" },
  metadata: { type: "many", does: "'name: value'; may be repeated" },
  "timeout-seconds": { type: "number", does: "the time limit of an attempt" },
  "max-retries": { type: "number", does: "attempts after the first one" },
  "verify-tls": { type: "boolean", does: "check the receiver's certificate (--no-verify-tls where it is allowed)" },
  "in-dialects": { type: "list", does: "one dialect, or two for a while: agents,standard@2027-06-01T00:00:00Z" },
} as const satisfies Options;

type Settings = ArgsOf<Record<never, never>, typeof settings>;

const fieldsOf = (args: Settings) => ({
  url: args.to,
  events: args.events,
  filter: args.filter,
  name: args.name,
  description: args.description,
  sensitiveHeaders: args["sensitive-header"],
  timeoutSeconds: args["timeout-seconds"],
  maxRetries: args["max-retries"],
  verifyTls: args["verify-tls"],
  dialects: args["in-dialects"]?.map(inDialect),
});

/** `name`, or `name@` until when it is spoken. */
function inDialect(text: string): { name: string; until?: string } {
  const [name = "", until] = text.split("@", 2);
  return until === undefined ? { name } : { name, until };
}

interface Creating extends Settings {
  dialect: string | undefined;
  secret: string | undefined;
  signature: string | undefined;
  pull: boolean | undefined;
  inactive: boolean | undefined;
}

/** The fields of a new subscription. */
export const createFields = async (args: Creating, io: Io) => ({
  ...fieldsOf(args),
  headers: pairs(args.header, "--header"),
  metadata: pairs(args.metadata, "--metadata"),
  dialect: args.dialect,
  secret: await secretOf(args.secret, io),
  signature: args.signature,
  pull: args.pull,
  active: args.inactive ? false : undefined,
});

interface Changing extends Settings {
  clear: string[] | undefined;
  "remove-header": string[] | undefined;
  "remove-metadata": string[] | undefined;
}

/** The fields of a JSON Merge Patch: null clears, also a member of headers and metadata. */
export const changeFields = (args: Changing) => ({
  ...fieldsOf(args),
  headers: merged(args["remove-header"], pairs(args.header, "--header")),
  metadata: merged(args["remove-metadata"], pairs(args.metadata, "--metadata")),
  ...nulls(args.clear),
});

const nulls = (names: string[] = []): Record<string, null> => Object.fromEntries(names.map((name) => [name, null]));

const merged = (removed: string[] | undefined, set: object | undefined): object | undefined =>
  removed || set ? { ...nulls(removed), ...set } : undefined;
