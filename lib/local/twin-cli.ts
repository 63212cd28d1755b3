import { CannotStart } from "./aws/cannot-start.ts";
import { createDemoCatalog } from "./demo/demo-catalog.ts";
import { DISK_FULL, isDiskFull } from "./disk-full.ts";
import { greeting } from "./greeting.ts";
import { consoleLink, portalLink } from "./links.ts";
import { startTwin, type Twin } from "./twin.ts";
import { type CliOptions, parseCliOptions, USAGE } from "./twin-cli-options.ts";

const OLDEST_NODE = 24;
/** The process exits after this time, even if the twin has not stopped yet. */
const STOP_MS = 1_800;

/** The `npm start` command. Prints one line and exits with code 1 when the twin cannot start. */
export async function runTwinCli(args: string[]): Promise<void> {
  try {
    requireNode(process.versions.node);
    const options = parseCliOptions(args);
    if (options.help) console.log(USAGE);
    else await run(options);
  } catch (error) {
    fail(error);
  }
}

/** Ends the process, with one line for a problem that the user can solve. */
function fail(error: unknown): never {
  if (isDiskFull(error)) console.error(`posthorn: ${DISK_FULL}`);
  else console.error(error instanceof CannotStart ? `posthorn: ${error.message}` : error);
  return process.exit(1);
}

async function run(options: CliOptions): Promise<void> {
  // Errors that nobody waits for, such as a full disk when a bus stores an event's next try.
  process.on("uncaughtException", fail);
  const diskFull = () => fail(new CannotStart(DISK_FULL));
  const print = (text: string) => console.log(`${text}\n`);
  const starting = startTwin({ ...options, warn: createWarner((line) => console.error(line)), print, diskFull });
  stopOnSignals(starting);
  const twin = await starting;
  if (twin.isNew) await createDemoCatalog(twin);
  const links = { console: await consoleLink(twin), portal: await portalLink(twin) };
  console.log(greeting(twin, links, options.dataDir));
}

/**
 * Also handles signals that arrive while the twin starts. Nothing is left behind, because the child processes end with
 * this process. A second signal ends the process at once.
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
  throw new CannotStart(
    `Node ${version} is too old: the twin needs Node ${OLDEST_NODE} or newer ("npm start" brings its own)`,
  );
}

const REPEAT_MS = 10_000;

/** Prints a line, but not the same line again within `REPEAT_MS`. */
function createWarner(print: (line: string) => void): (line: string) => void {
  const printed = new Map<string, number>();
  return function warn(line) {
    const nowMs = Date.now();
    if (nowMs - (printed.get(line) ?? 0) < REPEAT_MS) return;
    printed.set(line, nowMs);
    print(line);
  };
}
