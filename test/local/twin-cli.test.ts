import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { CAPABILITIES } from "../../lib/core/portal/capabilities.ts";
import { demoCatalog } from "../../lib/local/demo/demo-catalog.ts";
import type { TwinFile } from "../../lib/local/twin-file.ts";
import { operate, request, send, subscribe } from "./support/api.ts";
import { statesOf } from "./support/deliveries.ts";
import { descendants, runs } from "./support/processes.ts";
import { receiverForTest } from "./support/receivers.ts";
import { contentsOf, temporaryFolder } from "./support/temporary-folder.ts";
import { QUICK } from "./support/twin.ts";

interface Run {
  child: ChildProcess;
  pid: number;
  output(): string;
  /** Resolves with the exit code, and with the milliseconds from this call to the exit. */
  ended(): Promise<{ code: number | null; ms: number }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ["bin/local.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => killed(child));
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

/** Starts a twin in a process of its own, and waits until it says that it is up. */
async function up(dataDir: string, ...args: string[]): Promise<Run & { twin: TwinFile }> {
  const options = Object.entries(QUICK).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const started = run("--port", "0", "--data", dataDir, ...options, ...args);
  await vi.waitFor(() => expect(started.output()).toContain("Ctrl-C stops it"), { timeout: 60_000, interval: 20 });
  return { ...started, twin: JSON.parse(readFileSync(join(dataDir, "twin.json"), "utf8")) as TwinFile };
}

describe("an invalid command line is reported in one line", () => {
  test.each([
    [["--prot", "1"], "posthorn: Unknown option '--prot'; --help lists the options"],
    [["extra"], "posthorn: Unexpected argument 'extra'"],
    [["--port", "http"], "posthorn: --port must be an integer from 0 to 65535, not http"],
    [["--console-port", "1.5"], "posthorn: --console-port must be an integer from 0 to 65535, not 1.5"],
    [["--port", "70000"], "posthorn: --port must be an integer from 0 to 65535, not 70000"],
    [["-c", "stage"], "posthorn: -c takes key=value, not stage"],
    [["--account-concurrency", "0"], "posthorn: --account-concurrency must be an integer from 1 to 999999, not 0"],
    [["--first-batches", "many"], "posthorn: --first-batches must be an integer from 1 to 999999, not many"],
    [["--data", "package.json/twin"], "posthorn: cannot use the folder package.json/twin: ENOTDIR"],
  ])("%j", async (args, line) => {
    const { ended, output } = run(...args);
    expect((await ended()).code).toBe(1);
    expect(output()).toMatch(/^[^\n]+\n$/);
    expect(output()).toContain(line);
  });
});

test("an unknown stack option is reported with the known ones", async () => {
  const { ended, output } = run("--port", "0", "--data", temporaryFolder(), "-c", "retryWait=1");
  expect((await ended()).code).toBe(1);
  expect(output()).toContain("retryWait: is not an option; the options are stage");
  expect(output()).not.toContain("    at ");
});

test("--help lists the options", async () => {
  const { ended, output } = run("--help");
  expect((await ended()).code).toBe(0);
  for (const option of [
    "--port",
    "--console-port",
    "--data",
    "--fresh",
    "-c key=value",
    "--account-concurrency N",
    "--first-batches N",
  ])
    expect(output()).toContain(option);
});

test("a port in use is reported in one line", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const { ended, output } = run("--port", String(port), "--data", temporaryFolder());
  expect((await ended()).code).toBe(1);
  server.close();
  expect(output()).toBe(
    `posthorn: port ${port} is in use: choose another one with --port, or a free one with --port 0\n`,
  );
});

test("a full disk ends the twin with one line", async () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, "logs"));
  symlinkSync("/dev/full", join(dataDir, "logs", "posthorn-dev-api.access.log"));
  const { ended, output } = run("--port", "0", "--data", dataDir);
  expect((await ended()).code).toBe(1);
  expect(output()).toBe(
    "posthorn: the disk is full: the twin can't go on. Nothing that it accepted is lost. Make room, then start it again\n",
  );
}, 60_000);

test("data of an earlier release is refused in one line and stays as it is, until --fresh deletes it", async () => {
  const dataDir = temporaryFolder();
  const { child, ended } = await up(dataDir);
  child.kill("SIGINT");
  await ended();
  // Earlier releases wrote no format.
  rmSync(join(dataDir, "format"));
  const before = contentsOf(dataDir);
  const refused = run("--port", "0", "--data", dataDir);
  expect((await refused.ended()).code).toBe(1);
  expect(refused.output()).toBe(
    `posthorn: the data in ${dataDir} was written by another release (format 1, not 2): delete it with --fresh, or choose another folder with --data\n`,
  );
  expect(contentsOf(dataDir)).toEqual(before);
  await up(dataDir, "--fresh");
}, 120_000);

test("a new twin prints a link to the portal, whose user finds a catalog and subscribes a receiver on this machine", async () => {
  const receiver = await receiverForTest();
  const dataDir = temporaryFolder();
  const first = await up(dataDir);
  const [, code] = /^http:\/\/127\.0\.0\.1:\d+\/portal\/#code=(phc_demo-p\S+)$/m.exec(first.output()) ?? [];
  const tokens = await request(first.twin, "POST", "/portal/exchange", { body: { code } });
  expect(tokens.body.session.capabilities).toEqual([...CAPABILITIES]);
  const key = tokens.body.accessToken;
  const types = async ({ twin }: typeof first) => (await request(twin, "GET", "/event-types", { key })).body.data;
  const own = (await types(first)).filter(({ name }: { name: string }) => !name.startsWith("posthorn."));
  expect(own).toHaveLength(demoCatalog.length);
  for (const type of own) expect([type.name, Object.keys(type)]).toEqual([type.name, expect.arrayContaining(SHOWN)]);
  const url = receiver.url.replace("127.0.0.1", "localhost");
  const made = await request(first.twin, "POST", "/subscriptions", { key, body: { url, events: ["invoice.*"] } });
  expect(made.status).toBe(201);
  const tested = await request(first.twin, "POST", `/subscriptions/${made.body.id}/test`, {
    key,
    body: { type: "invoice.paid" },
  });
  expect([tested.status, tested.body.state]).toEqual([200, "delivered"]);
  expect(JSON.parse(String((await receiver.received(1))[0]?.body))).toMatchObject({ data: { invoice: "in_1001" } });
  await operate(first.twin, "DELETE", "/event-types/invoice.paid", undefined, 204);
  first.child.kill("SIGINT");
  await first.ended();
  const names = (await types(await up(dataDir))).map(({ name }: { name: string }) => name);
  expect(names).toContain("invoice.created");
  expect(names).not.toContain("invoice.paid");
}, 120_000);

/** What the portal shows of an event type. */
const SHOWN = ["description", "group", "schema", "example"];

test("the printed commands work, and Ctrl-C leaves nothing behind", async () => {
  const receiver = await receiverForTest();
  const { child, pid, output, ended } = await up(temporaryFolder());
  const commands = output()
    .split("\n")
    .filter((line) => line.includes("curl "));
  expect(commands).toHaveLength(3);
  expect(output()).toMatch(/^Console.*:\nhttp:\/\/127\.0\.0\.1:\d+\/console\/#code=phs_admin-s\S+$/m);
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
});

test("kill -9 loses nothing that was acknowledged, and leaves no child process", async () => {
  const dataDir = temporaryFolder();
  const receiver = await receiverForTest({ answers: { status: 500 } });
  // With shorter waits, a busy machine would exhaust some deliveries before all of them have failed once.
  const waits = ["-c", "retryWaits=10"];
  const first = await up(dataDir, ...waits);
  await subscribe(first.twin, receiver.url, { maxRetries: 10 });
  const sent = await Promise.all(
    Array.from({ length: 30 }, (_, index) => send(first.twin, { type: "invoice.paid", data: { index } })),
  );
  await vi.waitFor(
    async () => {
      for (const { id } of sent) expect(["retrying", "held"]).toContain((await statesOf(first.twin, id)).join());
    },
    { timeout: 60_000, interval: 20 },
  );
  const left = descendants(first.pid);
  await killed(first.child);
  await vi.waitFor(() => expect(left.filter(runs)).toEqual([]), 60_000);
  receiver.script({});
  receiver.requests.length = 0;
  await up(dataDir, ...waits);
  // A message that was in flight when the twin died comes back only after the visibility timeout of a minute. The held
  // deliveries follow a probe, which is due after a minute too.
  await vi.waitFor(
    () => {
      const arrived = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]));
      expect(arrived).toEqual(new Set(sent.map(({ id }) => id)));
    },
    { timeout: 150_000 },
  );
}, 360_000);
