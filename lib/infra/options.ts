import ipaddr from "ipaddr.js";
import { z } from "zod";
import { optionDefaults, optionNames } from "../contract/option-defaults.ts";
import { LONGEST_WAIT_SECONDS } from "../core/delivery/retry.ts";
import { MAX_TIMEOUT_SECONDS } from "../core/limits.ts";
import { type FunctionName, functionNames } from "./bundle.ts";
import { type ProvisionedCapacity, provisionedCapacity, type WarmThroughput, warmThroughput } from "./capacity.ts";
import { type ReservedConcurrency, reservationProblems } from "./concurrency.ts";

/** Keeps a configured wait below the longest wait. Jitter may still lengthen it, and is cut at the longest wait. */
const RETRY_WAIT_MARGIN_SECONDS = 15 * 60;

/** The longest wait between two attempts that an operator may configure: 11.5 hours. */
const LONGEST_RETRY_WAIT_SECONDS = LONGEST_WAIT_SECONDS - RETRY_WAIT_MARGIN_SECONDS;

/** A delivery's attempts, the first one included. */
const MAX_ATTEMPTS_IN_RUN = 11;

/** Accepts a string as well: the command line (`-c key=value`) gives only strings, cdk.json gives typed values. */
const orString = <T extends z.ZodType>(convert: (value: string) => unknown, schema: T) =>
  z.preprocess((value) => (typeof value === "string" ? convert(value.trim()) : value), schema);

const toNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const toBoolean = (text: string): unknown => (text === "true" ? true : text === "false" ? false : text);
const toList = (text: string): string[] => (text === "" ? [] : text.split(",").map((part) => part.trim()));

const integer = (least: number, most: number) => {
  const error = `must be an integer from ${least} to ${most}`;
  return orString(toNumber, z.int(error).min(least, error).max(most, error));
};
const flag = () => orString(toBoolean, z.boolean("must be true or false"));
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(", ")}`);

/** An empty string is no value, so that the command line can unset an option. */
const orNothing = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema.optional());

const wait = integer(1, LONGEST_RETRY_WAIT_SECONDS);
const cidr = z.string().refine(ipaddr.isValidCIDR, "must be an address range such as 10.1.0.0/16 or fd00::/8");

/** `deliver:200`: a function, and how many of its invocations may run at a time. */
const reservation = z
  .string("must look like deliver:200")
  .regex(/^[\w-]+:[1-9]\d{0,5}$/, "must look like deliver:200")
  .transform((text): ReservedConcurrency => {
    const [name, count] = text.split(":");
    return { name: name as FunctionName, count: Number(count) };
  })
  .refine(({ name }) => functionNames.includes(name), `must name one of ${functionNames.join(", ")}`);

/** A text that a function reads. The function returns undefined if the text has another form. */
const readAs = <T>(read: (text: string) => T | undefined, error: string) =>
  z.string(error).transform((text, context): T => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  });

const hostName = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a host name in lower case such as hooks.example.com");

/**
 * An origin as browsers send it: https, or http on the machine itself. `new URL` accepts hosts with `*`, `;` and quotes,
 * which mean something in a Content-Security-Policy, so the host has a form of its own.
 * https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
const isOrigin = (text: string): boolean =>
  /^(https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*|http:\/\/localhost)(:\d{1,5})?$/.test(text) &&
  URL.canParse(text) &&
  new URL(text).origin === text;

const origin = z
  .string()
  .refine(isOrigin, "must be an origin such as https://app.example.com, in lower case, without a path or default port");

/** A scope (RFC 6749, section 3.3) or the name of a claim. */
const oidcText = z
  .string("must be a text without blanks")
  .regex(/^[!#-[\]-~]{1,200}$/, "must be a text without blanks");

const ISSUER = "must be the issuer's https URL such as https://login.example.com/tenant";

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.search || url.hash || url.username || url.password || text.includes("#")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && /^(localhost|127\.0\.0\.1)$/.test(url.hostname));
}

const schema = z.strictObject({
  /** Part of every name, so that one account and region can hold several stages. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, "must be 1 to 20 lower-case letters, digits and hyphens, starting with a letter"),
  /** Days to keep events, deliveries and attempts. */
  retentionDays: integer(1, 3650),
  /** Seconds to wait before each retry. The last wait repeats. */
  retryWaits: orString(toList, z.tuple([wait], wait, "must be a comma-separated list of seconds: 30,300,1800")),
  /** Attempts, the first one included, for a subscription that does not set its number of retries. */
  defaultAttempts: integer(1, MAX_ATTEMPTS_IN_RUN),
  maximumAttempts: integer(1, MAX_ATTEMPTS_IN_RUN),
  /**
   * Batches that each of the two lanes delivers at the same time. An event source mapping allows 2 to 1,000. With 200,
   * an endpoint that begins to hang takes few of the slots before it is noticed. All functions of an account share
   * 1,000 invocations, and a new account may have as few as 10 (docs/operating.md).
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  deliveryConcurrency: integer(2, 1000),
  /**
   * How many invocations of a function may run at a time. Lambda keeps room for that many, and takes it from all other
   * functions of the account. Off by default: AWS keeps 100 of an account's concurrent invocations unreserved, and a new
   * account may have as few as 10 in all. A default would break its deployment.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  reservedConcurrency: orString(
    toList,
    z.array(reservation, "must be a comma-separated list such as ingest:100,deliver:200"),
  ),
  /**
   * How the table is paid for: `on-demand`, or capacity that follows the traffic, such as `5-4000@60`: from 5 to 4,000
   * units for reads and for writes, of which 60 % should be in use. Steady traffic costs half as much then. Each index has
   * the same range. A table can change to on-demand four times in 24 hours, and to provisioned capacity at any time.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/switching.capacitymode.html
   */
  tableCapacity: readAs(
    (text): "on-demand" | ProvisionedCapacity | undefined => (text === "on-demand" ? text : provisionedCapacity(text)),
    "must be on-demand, or a range with a target from 20 to 90 % such as 5-4000@60",
  ),
  /**
   * Reads and writes a second that the table and its indexes can serve at once, before traffic has made DynamoDB split
   * them: 12,000 and 4,000 for a new on-demand table. More is paid once, and can't be taken back.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
   */
  warmThroughput: orNothing(
    readAs<WarmThroughput>(warmThroughput, "must be reads and writes a second such as 24000,8000"),
  ),
  secretStorage: oneOf(["secrets-manager", "sealed"]),
  /** Address ranges that are not public, but that subscriptions may send to. */
  allowedAddresses: orString(toList, z.array(cidr, "must be a comma-separated list of address ranges")),
  allowHttp: flag(),
  /**
   * Custom domain names of the API. No delivery goes there. `deliver` can't know the API's default name: the API is
   * deployed after it, and depends on it.
   */
  apiHosts: orString(toList, z.array(hostName, "must be a comma-separated list of host names")),
  /** The origins of the pages that may embed the portal, and that it may send its users back to. */
  portalOrigins: orString(toList, z.array(origin, "must be a comma-separated list of origins")),
  allowTlsOptOut: flag(),
  /** Reject events whose type the catalog doesn't list. */
  strictCatalog: flag(),
  /** For a subscription that names no dialect and whose tenant has no default. */
  defaultDialect: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "must be a dialect's name such as standard"),
  /**
   * The largest time limit that a subscription may set. A larger limit hides messages for longer, so deliveries of a
   * function that crashed are retried later.
   */
  maxTimeoutSeconds: integer(1, MAX_TIMEOUT_SECONDS),
  /** Requests that a tenant may make in a second, besides those that send events. */
  tenantRequestsPerSecond: integer(1, 10_000),
  /** Events that a tenant may send over the API in a second. */
  tenantEventsPerSecond: integer(1, 1_000_000),
  /**
   * The most subscriptions of one tenant. Every event of the tenant is matched against all of them, and a new one is
   * counted with them.
   */
  maxSubscriptions: integer(1, 100_000),
  /** Days without a success after which Posthorn switches a subscription off. 0: never. */
  autoDisableDays: integer(0, 365),
  /** The address that is told of alarms and alerts, by a topic of the stack's own. */
  alarmEmail: orNothing(z.email("must be one email address such as ops@example.com")),
  /** A topic that is told instead. CloudWatch can't use a FIFO topic. */
  alarmTopicArn: orNothing(
    z
      .string("must be the ARN of an SNS topic")
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, "must be the ARN of an SNS topic"),
  ),
  /**
   * The issuer's URL of an OpenID provider whose people may sign in to the console, exactly as the provider spells it.
   * Plain http is for a provider on this machine, in tests.
   */
  oidcIssuer: orNothing(z.string(ISSUER).refine(isIssuer, ISSUER)),
  /** The id of Posthorn's client at the provider. Its redirect URL is `<ConsoleUrl>/api/v1/console/oidc/return`. */
  oidcClientId: orNothing(z.string("must be the client's id").regex(/^[\x21-\x7e]{1,255}$/, "must be the client's id")),
  /** A secret in Secrets Manager whose text is the client's secret. Without one, the client is a public one, with PKCE. */
  oidcClientSecretArn: orNothing(
    z
      .string("must be the ARN of a secret")
      .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/, "must be the ARN of a secret"),
  ),
  oidcScopes: orString(toList, z.array(oidcText, "must be a comma-separated list of scopes")).refine(
    (scopes) => scopes.includes("openid"),
    "must contain openid",
  ),
  /** The claim that gives a person a role in the console, such as `groups`: a text, or a list of texts. */
  oidcRoleClaim: oidcText,
  /** The values of the claim that let a person read. */
  oidcViewers: orString(toList, z.array(z.string(), "must be a comma-separated list of values")),
  /** The values of the claim that let a person change things, too. */
  oidcOperators: orString(toList, z.array(z.string(), "must be a comma-separated list of values")),
  logLevel: orString((text) => text.toUpperCase(), oneOf(["DEBUG", "INFO", "WARN", "ERROR"])),
});

export type StackOptions = z.output<typeof schema>;

/** Options that are invalid. The message has a line for each problem. */
export class OptionsError extends Error {
  override name = "OptionsError";

  constructor(problems: string[]) {
    super(`Posthorn's options are invalid:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/**
 * Reads the options from a CDK context and adds the defaults.
 *
 * The CDK keeps keys of its own in the context. They all contain a colon, slash or hyphen. A key that is a plain word
 * but no option must be a misspelt one.
 *
 * @throws OptionsError with all problems at once
 */
export function parseOptions(context: Record<string, unknown>): StackOptions {
  const own = Object.entries(context).filter(([key, value]) => /^\w+$/.test(key) && value !== undefined);
  const defaults: Record<keyof StackOptions, string> = optionDefaults;
  const parsed = schema.safeParse({ ...defaults, ...Object.fromEntries(own) });
  if (!parsed.success) throw new OptionsError(parsed.error.issues.flatMap(explain));
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new OptionsError(problems);
  return parsed.data;
}

/** Options that are valid by themselves, but not together. */
function contradictions(options: StackOptions): string[] {
  const { defaultAttempts, maximumAttempts, reservedConcurrency, alarmEmail, alarmTopicArn } = options;
  const problems = reservationProblems(reservedConcurrency, options);
  if (alarmEmail && alarmTopicArn) problems.unshift("alarmEmail: subscribe the address to alarmTopicArn instead");
  problems.push(...oidcProblems(options));
  if (defaultAttempts <= maximumAttempts) return problems;
  return [`defaultAttempts: ${defaultAttempts} is more than maximumAttempts, ${maximumAttempts}`, ...problems];
}

/** A provider without a role for anybody would be of no use, and neither would roles without a provider. */
function oidcProblems(options: StackOptions): string[] {
  const { oidcIssuer, oidcClientId, oidcClientSecretArn, oidcViewers, oidcOperators } = options;
  const roles = oidcViewers.length + oidcOperators.length;
  if (!oidcIssuer) {
    const useless = oidcClientId || oidcClientSecretArn || roles > 0;
    return useless ? ["oidcIssuer: is required with the other options of the identity provider"] : [];
  }
  return [
    ...(oidcClientId ? [] : ["oidcClientId: is required with oidcIssuer"]),
    ...(roles > 0 ? [] : ["oidcOperators: is required with oidcIssuer, or oidcViewers is"]),
  ];
}

function explain(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${key}: is not an option; the options are ${optionNames.join(", ")}`);
  }
  const [key, index] = issue.path;
  return [`${String(key)}${index === undefined ? "" : `[${String(index)}]`}: ${issue.message}`];
}
