import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { TwinFile } from "../../lib/local/twin-file.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { call, descendants, QUICK, runs, send, subscribe, temporaryFolder } from "./support.ts";

const folders: { remove(): void }[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => killed(child)));
  for (const folder of folders.splice(0)) folder.remove();
});

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
}

interface Run {
  child: ChildProcess;
  pid: number;
  output(): string;
  /** Resolves with the exit code and how long the process took to get there from now, in ms. */
  ended(): Promise<{ code: number | null; ms: number }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ["bin/local.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ended = async () => {
    const sinceMs = Date.now();
    return { code: await exit, ms: Date.now() - sinceMs };
  };
  return { child, pid: child.pid ?? 0, output: () => output, ended };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
}

/** A twin in a process of its own, once it says that it is up. */
async function up(dataDir: string, ...args: string[]): Promise<Run & { twin: TwinFile }> {
  const options = Object.entries(QUICK).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const started = run("--port", "0", "--data", dataDir, ...options, ...args);
  await vi.waitFor(() => expect(started.output()).toContain("Ctrl-C stops it"), { timeout: 20_000, interval: 20 });
  return { ...started, twin: JSON.parse(readFileSync(join(dataDir, "twin.json"), "utf8")) as TwinFile };
}

describe("a command line that cannot be is told in one line", () => {
  test.each([
    [["--prot", "1"], "posthorn: Unknown option '--prot'; --help lists the options"],
    [["extra"], "posthorn: Unexpected argument 'extra'"],
    [["--port", "http"], "posthorn: --port must be an integer from 0 to 65535, not http"],
    [["--port", "70000"], "posthorn: --port must be an integer from 0 to 65535, not 70000"],
    [["-c", "stage"], "posthorn: -c takes key=value, not stage"],
    [["--data", "package.json/twin"], "posthorn: cannot use the folder package.json/twin: ENOTDIR"],
  ])("%j", async (args, line) => {
    const { ended, output } = run(...args);
    expect((await ended()).code).toBe(1);
    expect(output()).toMatch(/^[^\n]+\n$/);
    expect(output()).toContain(line);
  });
});

test("a stack option that is none is told with those that there are", async () => {
  const { ended, output } = run("--port", "0", "--data", folder(), "-c", "retryWait=1");
  expect((await ended()).code).toBe(1);
  expect(output()).toContain("retryWait: is no option; there are stage");
  expect(output()).not.toContain("    at ");
});

test("--help lists the options", async () => {
  const { ended, output } = run("--help");
  expect((await ended()).code).toBe(0);
  for (const option of ["--port", "--data", "--fresh", "-c key=value"]) expect(output()).toContain(option);
});

test("a taken port is told in one line", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const { ended, output } = run("--port", String(port), "--data", folder());
  expect((await ended()).code).toBe(1);
  server.close();
  expect(output()).toBe(
    `posthorn: port ${port} is in use: choose another one with --port, or a free one with --port 0\n`,
  );
});

test("the commands that it prints work, and Ctrl-C leaves nothing behind", async () => {
  const receiver = await startReceiver();
  const { child, pid, output, ended } = await up(folder());
  const commands = output()
    .split("\n")
    .filter((line) => line.includes("curl "));
  expect(commands).toHaveLength(3);
  const script = commands.join("\nsleep 0.1\n").replace("http://127.0.0.1:3000", receiver.url);
  const { stdout } = await promisify(execFile)("sh", ["-ec", script]);
  expect((await receiver.received(1))[0]?.body.toString()).toContain('"type":"invoice.paid"');
  expect(stdout).toMatch(/^evt_[0-9A-Z]{26}$/m);
  expect(stdout).toContain('"state":');
  const left = descendants(pid);
  expect(left.length).toBeGreaterThan(0);
  child.kill("SIGINT");
  const { code, ms } = await ended();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(2_000);
  expect(left.filter(runs)).toEqual([]);
  await receiver.close();
});

test("kill -9 loses nothing that was acknowledged, and leaves no child", async () => {
  const dataDir = folder();
  const receiver = await startReceiver({ answers: { status: 500 } });
  const first = await up(dataDir);
  await subscribe(first.twin, receiver.url, { maxRetries: 10 });
  const sent = await Promise.all(
    Array.from({ length: 30 }, (_, index) => send(first.twin, { type: "invoice.paid", data: { index } })),
  );
  // A message that is being worked on when the twin dies comes back after the visibility timeout, a minute.
  await vi.waitFor(
    async () => {
      for (const { id } of sent) expect(await stateOf(first.twin, id)).toBe("retrying");
    },
    { timeout: 15_000, interval: 20 },
  );
  const left = descendants(first.pid);
  await killed(first.child);
  await vi.waitFor(() => expect(left.filter(runs)).toEqual([]));
  receiver.script({});
  receiver.requests.length = 0;
  await up(dataDir);
  await vi.waitFor(
    () => {
      const arrived = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]));
      expect(arrived).toEqual(new Set(sent.map(({ id }) => id)));
    },
    { timeout: 15_000 },
  );
  await receiver.close();
});

async function stateOf(twin: TwinFile, eventId: string): Promise<string | undefined> {
  const answer = await call<Record<string, { state: string }[]>>(twin, "GET", `/events/${eventId}/deliveries`);
  return Object.values(answer).find(Array.isArray)?.[0]?.state;
}
