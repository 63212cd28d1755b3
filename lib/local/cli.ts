import { CannotStart } from "./aws/cannot-start.ts";
import { type CliOptions, parseCliOptions, USAGE } from "./cli-options.ts";
import { greeting } from "./greeting.ts";
import { startTwin, type Twin } from "./twin.ts";

const OLDEST_NODE = 24;
/** However far it got, the process is gone by then. */
const STOP_MS = 1_800;

/** The `npm start` command. Ends the process with 1, after one clear line, when the twin cannot start. */
export async function runCli(args: string[]): Promise<void> {
  try {
    requireNode(process.versions.node);
    const options = parseCliOptions(args);
    if (options.help) console.log(USAGE);
    else await run(options);
  } catch (error) {
    console.error(error instanceof CannotStart ? `posthorn: ${error.message}` : error);
    process.exit(1);
  }
}

async function run(options: CliOptions): Promise<void> {
  const starting = startTwin({ ...options, warn: createWarner((line) => console.error(line)) });
  stopOnSignals(starting);
  console.log(greeting(await starting, options.dataDir));
}

/**
 * Also while it starts: nothing is left behind then either, for the children end with this process. A second
 * signal does not wait.
 */
function stopOnSignals(starting: Promise<Twin>): void {
  async function stop(): Promise<void> {
    setTimeout(() => process.exit(0), STOP_MS);
    await starting.then((twin) => twin.stop()).catch(() => undefined);
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
}

function requireNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new CannotStart(`Node ${version} is too old: ${OLDEST_NODE} or newer is needed ("npm start" brings its own)`);
}

const REPEAT_MS = 10_000;

/** Passes a line on, but not the same one again for a while. */
function createWarner(print: (line: string) => void): (line: string) => void {
  const printed = new Map<string, number>();
  return function warn(line) {
    const nowMs = Date.now();
    if (nowMs - (printed.get(line) ?? 0) < REPEAT_MS) return;
    printed.set(line, nowMs);
    print(line);
  };
}
