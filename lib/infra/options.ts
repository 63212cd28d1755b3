import ipaddr from "ipaddr.js";
import { z } from "zod";
import { DEFAULT_RETRY_WAITS, LONGEST_WAIT_SECONDS } from "../core/delivery/retry.ts";
import { MAX_TIMEOUT_SECONDS } from "../core/limits.ts";

/** Keeps a configured wait below the longest wait. Jitter may still lengthen it, and is cut at the longest wait. */
const RETRY_WAIT_MARGIN_SECONDS = 15 * 60;

/** The longest wait between two attempts that an operator may configure: 11.5 hours. */
const LONGEST_RETRY_WAIT_SECONDS = LONGEST_WAIT_SECONDS - RETRY_WAIT_MARGIN_SECONDS;

/** A delivery's attempts, the first one included. */
const MOST_ATTEMPTS_IN_RUN = 11;

/** On the command line (`-c key=value`) every value is text; in cdk.json it has its own type. Both are taken. */
const orText = <T extends z.ZodType>(convert: (text: string) => unknown, schema: T) =>
  z.preprocess((value) => (typeof value === "string" ? convert(value.trim()) : value), schema);

const toNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const toBoolean = (text: string): unknown => (text === "true" ? true : text === "false" ? false : text);
const toList = (text: string): string[] => (text === "" ? [] : text.split(",").map((part) => part.trim()));

const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return orText(toNumber, z.int(error).min(least, error).max(most, error));
};
const flag = () => orText(toBoolean, z.boolean("must be true or false"));
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(", ")}`);

const wait = whole(1, LONGEST_RETRY_WAIT_SECONDS);
const cidr = z.string().refine(ipaddr.isValidCIDR, "must be an address range such as 10.1.0.0/16 or fd00::/8");

const schema = z.strictObject({
  /** Part of every name, so that several stages live in one account and region. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, "must be 1 to 20 lower-case letters, digits and hyphens, beginning with a letter")
    .default("dev"),
  /** Days for which events, deliveries and attempts are kept. */
  retentionDays: whole(1, 3650).default(30),
  /** Seconds before each retry; the last one repeats. */
  retryWaits: orText(toList, z.tuple([wait], wait, "must be a comma-separated list of seconds: 30,300,1800")).default([
    ...DEFAULT_RETRY_WAITS,
  ]),
  /** Attempts of a subscription that asks for no number of retries, the first one included. */
  defaultAttempts: whole(1, MOST_ATTEMPTS_IN_RUN).default(4),
  maximumAttempts: whole(1, MOST_ATTEMPTS_IN_RUN).default(MOST_ATTEMPTS_IN_RUN),
  /** Batches delivered at the same time. The bounds are those of an event source mapping. */
  deliveryConcurrency: whole(2, 1000).default(50),
  secretStorage: oneOf(["secrets-manager", "sealed"]).default("secrets-manager"),
  /** Ranges that are not public and may be sent to all the same. */
  allowedAddresses: orText(toList, z.array(cidr, "must be a comma-separated list of address ranges")).default([]),
  allowHttp: flag().default(false),
  allowTlsOptOut: flag().default(false),
  /** Of subscriptions that name none, and whose tenant has none. */
  defaultDialect: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, "must be a dialect's name such as standard")
    .default("standard"),
  /** The largest time limit that a subscription may ask for. How soon a crash is made good follows from it. */
  maxTimeoutSeconds: whole(1, MAX_TIMEOUT_SECONDS).default(MAX_TIMEOUT_SECONDS),
  logLevel: orText((text) => text.toUpperCase(), oneOf(["DEBUG", "INFO", "WARN", "ERROR"])).default("INFO"),
});

export type StackOptions = z.output<typeof schema>;

/** The names of all options. */
export const optionNames = Object.keys(schema.shape);

/** Options that cannot be used. The message has a line for everything that is wrong. */
export class OptionsError extends Error {
  override name = "OptionsError";

  constructor(problems: string[]) {
    super(`Posthorn's options cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/**
 * The options in a CDK context, with defaults for those that are missing. Everything wrong is reported at once.
 *
 * CDK keeps keys of its own in the context, and every one of them has a colon, slash or hyphen in it; a plain
 * word that names no option is taken for a misspelt one.
 *
 * @throws OptionsError
 */
export function parseOptions(context: Record<string, unknown>): StackOptions {
  const own = Object.entries(context).filter(([key]) => /^\w+$/.test(key));
  const parsed = schema.safeParse(Object.fromEntries(own));
  if (!parsed.success) throw new OptionsError(parsed.error.issues.flatMap(explain));
  const { defaultAttempts, maximumAttempts } = parsed.data;
  if (defaultAttempts > maximumAttempts) {
    throw new OptionsError([`defaultAttempts: ${defaultAttempts} is more than maximumAttempts, ${maximumAttempts}`]);
  }
  return parsed.data;
}

function explain(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${key}: is no option; there are ${optionNames.join(", ")}`);
  }
  const [key, index] = issue.path;
  return [`${String(key)}${index === undefined ? "" : `[${String(index)}]`}: ${issue.message}`];
}
