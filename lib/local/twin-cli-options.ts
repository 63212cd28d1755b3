import { parseArgs } from "node:util";
import { CannotStart } from "./aws/cannot-start.ts";
import { AWS_LIMITS, type AwsLimits } from "./aws-limits.ts";

export interface CliOptions {
  port: number;
  consolePort: number | undefined;
  fresh: boolean;
  dataDir: string;
  /** Stack options, by name. */
  context: Record<string, string>;
  limits: Partial<AwsLimits>;
  help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

Runs Posthorn on this machine, from the same template and bundles that "cdk deploy" uses.

  --port N        port of the API (default 4400; 0 picks a free port)
  --console-port N
                  port of the console (default: the one after the API's)
  --data DIR      folder for all data (default .posthorn)
  --fresh         delete the data of earlier runs first
  -c key=value    set a stack option, such as -c retryWaits=1,2,4; repeatable
  --account-concurrency N
                  invocations of all functions at a time (default 1000; a new AWS account may have 10)
  --first-batches N
                  batches of a queue that a function gets at first (default 5, as in AWS)
  --help          print this help`;

/** Parses the command line. Throws a `CannotStart` that names the invalid argument. */
export function parseCliOptions(args: string[]): CliOptions {
  const { port, "console-port": consolePort, data, fresh, context, help, ...limits } = parse(args);
  return {
    ...parsePorts(port, consolePort),
    dataDir: data,
    fresh,
    help,
    context: Object.fromEntries(context.map(parsePair)),
    limits: {
      accountConcurrency: parseCount("--account-concurrency", limits["account-concurrency"]),
      firstBatches: parseCount("--first-batches", limits["first-batches"]),
    },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string", default: "4400" },
        "console-port": { type: "string" },
        data: { type: "string", default: ".posthorn" },
        fresh: { type: "boolean", default: false },
        context: { type: "string", short: "c", multiple: true, default: [] },
        "account-concurrency": { type: "string", default: String(AWS_LIMITS.accountConcurrency) },
        "first-batches": { type: "string", default: String(AWS_LIMITS.firstBatches) },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message.split(". ")[0]}; --help lists the options`);
  }
}

const LAST_PORT = 65_535;

function parsePorts(api: string, console: string | undefined): Pick<CliOptions, "port" | "consolePort"> {
  const port = parsePort("--port", api);
  if (console === undefined && port === LAST_PORT) throw new CannotStart(`--port ${port} needs a --console-port`);
  return { port, consolePort: console === undefined ? undefined : parsePort("--console-port", console) };
}

function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > LAST_PORT)
    throw new CannotStart(`${option} must be an integer from 0 to ${LAST_PORT}, not ${text}`);
  return port;
}

function parseCount(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CannotStart(`${option} must be an integer from 1 to 999999, not ${text}`);
}

function parsePair(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new CannotStart(`-c takes key=value, not ${text}`);
  return [key, value];
}
