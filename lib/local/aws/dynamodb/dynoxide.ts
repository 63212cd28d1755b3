import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CannotStart } from "../cannot-start.ts";
import { ownerOnly } from "../owner-only.ts";
import { type Child, keepRunning } from "./keep-running.ts";

export interface DynoxideProcess {
  /** `http://127.0.0.1:PORT`. Stays the same after a restart. */
  url: string;
  /** The process that runs now. */
  pid(): number;
  /** Resolves once dynoxide answers: at once, or after a restart. */
  running(): Promise<void>;
  /** Ends the process. Its data stays. */
  stop(): Promise<void>;
}

/**
 * A shell script that runs the program, and beside it a watchdog. The watchdog waits until our end of the pipe closes,
 * and then ends the program. The pipe closes however this process ends, even after `kill -9`.
 */
const WITH_WATCHDOG = 'exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec "$0" "$@" </dev/null 3<&-';

const READY_WITHIN_MS = 10_000;
const STOP_WITHIN_MS = 700;

/**
 * Starts dynoxide, a DynamoDB on top of SQLite, on a free port, and starts it again if it dies. Acknowledged writes
 * survive when the process is killed.
 * Rejects with `CannotStart` when there is no binary for this machine, or when dynoxide does not start.
 *
 * @param dataDir the folder of `dynamodb.sqlite`
 * @param warn called with one line when dynoxide dies, and when it can't be started again
 */
export async function startDynoxideProcess(
  dataDir: string,
  warn: (line: string) => void = () => undefined,
): Promise<DynoxideProcess> {
  const binary = findBinary(process.platform, process.arch);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "dynamodb.sqlite");
  ownerOnly(file);
  const port = await freePort();
  const kept = await keepRunning(
    () => startChild(binary, port, file),
    (line) => warn(`DynamoDB (dynoxide) ${line}`),
  );
  return { ...kept, url: urlOf(port) };
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

async function startChild(binary: string, port: number, file: string): Promise<Child> {
  const options = ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", file];
  const child = spawn("sh", ["-c", WITH_WATCHDOG, binary, ...options], {
    // A session of its own, so that the terminal's Ctrl-C reaches only this process. This process stops dynoxide after
    // the functions.
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  const errors = tailOf(child);
  const ended = endOf(child, errors);
  await ready(child, urlOf(port), errors);
  return { pid: child.pid ?? 0, ended, stop: () => stop(child) };
}

/** Resolves when the process ends. Also ends its watchdog, which waits for the pipe to close. */
async function endOf(child: ChildProcess, errors: () => string): Promise<string> {
  const [code, signal] = await once(child, "exit");
  child.stdin?.destroy();
  return signal ?? [`exit code ${code}`, errors()].filter(Boolean).join(": ");
}

/** Finds the binary in the platform's npm package. Throws `CannotStart` when that package is not installed. */
export function findBinary(platform: string, architecture: string): string {
  const name = `@dynoxide/${platform}-${architecture}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/dynoxide`);
  } catch (cause) {
    const advice = "run a DynamoDB and set AWS_ENDPOINT_URL_DYNAMODB";
    const text = `no DynamoDB for this machine: ${name} is not installed; ${advice}`;
    throw new CannotStart(text, { cause });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function tailOf(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.on("data", (chunk) => {
    tail = `${tail}${chunk}`.slice(-500);
  });
  return () => tail.trim().split("\n").at(-1) ?? "";
}

async function ready(child: ChildProcess, url: string, errors: () => string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && !hasEnded(child)) {
    if (await answers(url)) return;
    await sleep(10);
  }
  await stop(child);
  throw new CannotStart(`DynamoDB (dynoxide) did not start: ${errors() || `exit code ${child.exitCode}`}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function stop(child: ChildProcess): Promise<void> {
  const ended = hasEnded(child) ? undefined : once(child, "exit");
  child.stdin?.destroy();
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(force);
}
