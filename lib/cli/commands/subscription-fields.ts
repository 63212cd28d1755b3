import type { ArgsOf, CommandOptions } from "../command.ts";
import { pairs, secretOf } from "../input.ts";
import type { Io } from "../io.ts";

/** The fields that both `create` and `update` set. */
export const settings = {
  to: { type: "string", help: "Receiver's URL" },
  events: { type: "list", help: "Event types, such as invoice.paid or invoice.*" },
  filter: { type: "string", help: "Condition on events, a CEL expression: data.amount > 100.0" },
  name: { type: "string", help: "Display name" },
  description: { type: "string", help: "Description" },
  header: { type: "many", help: "Header of every POST, 'name: value'; repeatable" },
  "sensitive-header": { type: "list", help: "Names of headers whose values are never shown again" },
  "posthorn-headers": {
    type: "boolean",
    help: "Send posthorn-delivery-id and the like; --no-posthorn-headers doesn't",
  },
  metadata: { type: "many", help: "Your own data, 'name: value'; repeatable" },
  "timeout-seconds": { type: "number", help: "Time limit of an attempt, in seconds" },
  "max-retries": { type: "number", help: "Maximum number of attempts after the first" },
  "rate-limit": { type: "number", help: "Maximum number of POSTs a second" },
  "verify-tls": { type: "boolean", help: "Check the certificate; --no-verify-tls skips it where allowed" },
  dialect: { type: "string", help: "Format of the POSTs; see `dialects list`" },
  "in-dialects": { type: "list", help: "One dialect, or two for a while: agents,standard@2027-06-01T00:00:00Z" },
} as const satisfies CommandOptions;

type Settings = ArgsOf<Record<never, never>, typeof settings>;

const fieldsOf = (args: Settings) => ({
  url: args.to,
  events: args.events,
  filter: args.filter,
  name: args.name,
  description: args.description,
  sensitiveHeaders: args["sensitive-header"],
  posthornHeaders: args["posthorn-headers"],
  timeoutSeconds: args["timeout-seconds"],
  maxRetries: args["max-retries"],
  rateLimit: args["rate-limit"] === undefined ? undefined : { perSecond: args["rate-limit"] },
  verifyTls: args["verify-tls"],
  dialect: args.dialect,
  dialects: args["in-dialects"]?.map(inDialect),
});

/** Parses `name` or `name@until`. */
function inDialect(text: string): { name: string; until?: string } {
  const [name = "", until] = text.split("@", 2);
  return until === undefined ? { name } : { name, until };
}

interface Creating extends Settings {
  secret: string | undefined;
  signature: string | undefined;
  pull: boolean | undefined;
  ordered: boolean | undefined;
  "ordering-key": string | undefined;
  inactive: boolean | undefined;
}

/** The fields of a new subscription. */
export const createFields = async (args: Creating, io: Io) => ({
  ...fieldsOf(args),
  headers: pairs(args.header, "--header"),
  metadata: pairs(args.metadata, "--metadata"),
  secret: await secretOf(args.secret, io),
  signature: args.signature,
  pull: args.pull,
  ordered: args.ordered,
  orderingKey: args["ordering-key"],
  active: args.inactive ? false : undefined,
});

interface Changing extends Settings {
  clear: string[] | undefined;
  "remove-header": string[] | undefined;
  "remove-metadata": string[] | undefined;
}

/** The fields of a JSON Merge Patch: null clears a field, and removes a header or a metadata entry. */
export const changeFields = (args: Changing) => ({
  ...fieldsOf(args),
  headers: merged(args["remove-header"], pairs(args.header, "--header")),
  metadata: merged(args["remove-metadata"], pairs(args.metadata, "--metadata")),
  ...nulls(args.clear),
});

const nulls = (names: string[] = []): Record<string, null> => Object.fromEntries(names.map((name) => [name, null]));

const merged = (removed: string[] | undefined, set: object | undefined): object | undefined =>
  removed || set ? { ...nulls(removed), ...set } : undefined;
