import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { AwsCall } from "../../../lib/local/aws/aws-calls.ts";
import { sandboxStarter } from "../../../lib/local/functions/sandbox-threads.ts";
import { workerEnvironment } from "../../../lib/local/functions/worker-environment.ts";

/** Counts its invocations, and tells its thread's id. */
const HANDLER = `
import http from "node:http";
import { threadId } from "node:worker_threads";
let served = 0;
const kept = [];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
const post = (port, headers) => new Promise((resolve) => {
  const request = http.request({ hostname: "127.0.0.1", port, method: "POST", headers }, (response) => {
    response.resume();
    response.on("end", () => resolve(response.statusCode));
  });
  request.on("error", ({ code }) => resolve(code));
  request.end("x");
});
const tasks = {
  count: () => ({ threadId, served: ++served }),
  trace: async ({ ms }) => { await wait(ms); return process.env._X_AMZN_TRACE_ID; },
  environment: () => {
    Object.assign(process.env, { LANG: "C", NEW: 1 });
    delete process.env.PATH;
    const { LANG, NEW, PATH = "none", _X_AMZN_TRACE_ID } = { ...process.env };
    const names = ["LANG", "NEW", "PATH", "_X_AMZN_TRACE_ID"].filter((name) => name in process.env);
    return { LANG, NEW, PATH, _X_AMZN_TRACE_ID, names };
  },
  keep: ({ megabytes }) => {
    while (kept.length < megabytes) kept.push(Array(131_072).fill(kept.length));
    return kept.length;
  },
  post: ({ port }) => post(port, {}),
  postAgain: async ({ port }) => { await post(port, {}); await post(port, {}); },
  callLate: async ({ ms, port, headers }) => { await wait(ms); await post(port, headers); },
  spin: ({ ms }) => spin(ms),
  slow: ({ ms }) => wait(ms),
};
export const handler = (event) => tasks[event.task](event);
`;

/** Only a module can wait at its top. */
const WAITING_HANDLER = `
import { threadId } from "node:worker_threads";
let served = await Promise.resolve(0);
const { sep } = await import("node:path");
export const handler = () => ({ threadId, served: ++served, sep, url: import.meta.url });
`;
/** What Posthorn's bundles use of a module. */
const USING_HANDLER = `
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const strict = (function () { return this === undefined; })();
export const handler = async () => ({ sep: require("node:path").sep, eol: (await import("node:os")).EOL, strict, url: import.meta.url });
`;

const OWN_THREADS = 4;
const SIGNED = { "X-Amz-Target": "AmazonSQS.SendMessage", authorization: "AWS4-HMAC-SHA256 Credential=AK" };

let directory: string;
let hanging: Server;
let port: number;
let requests = 0;
let open = 0;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "threads-"));
  writeFileSync(join(directory, "index.mjs"), HANDLER);
  writeFileSync(join(directory, "waiting.mjs"), WAITING_HANDLER);
  writeFileSync(join(directory, "using.mjs"), USING_HANDLER);
  hanging = createServer(() => void requests++).listen(0, "127.0.0.1");
  hanging.on("connection", (socket) => {
    open++;
    socket.on("close", () => open--);
  });
  await once(hanging, "listening");
  port = (hanging.address() as AddressInfo).port;
});
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));
afterAll(() => {
  hanging.closeAllConnections();
  hanging.close();
  rmSync(directory, { recursive: true });
});

/** Starts sandboxes. Returns the shared ones. */
async function startShared(count: number, timeoutSeconds = 20, handler = "index.handler") {
  const spec = {
    name: "posthorn-test",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:posthorn-test",
    roleArn: "arn:aws:iam::000000000000:role/test",
    codeDirectory: directory,
    handler,
    environment: {},
    timeoutSeconds,
    memoryMb: 128,
    concurrency: undefined,
    recursiveLoop: "Terminate" as const,
  };
  const aws = { region: "eu-west-1", endpoint: "http://127.0.0.1:1", accessKeyId: "AK", secretAccessKey: "SK" };
  const calls: AwsCall[] = [];
  const start = sandboxStarter({
    spec,
    environment: workerEnvironment(spec, aws),
    aws: {
      endpoint: aws.endpoint,
      answerCall: async (call) => {
        calls.push(call);
        return { status: 200, headers: {}, body: "{}" };
      },
    },
    log: () => undefined,
  });
  const sandboxes = [];
  for (let n = 0; n < OWN_THREADS + count; n++) {
    const sandbox = await start();
    sandboxes.push(sandbox);
    stops.push(sandbox.stop);
  }
  const shared = sandboxes.slice(OWN_THREADS);
  expect(sandboxes.map(({ isShared }) => isShared)).toEqual([
    ...Array(OWN_THREADS).fill(false),
    ...Array(count).fill(true),
  ]);
  const [first = shared[0], second = shared[0], third = shared[0]] = shared;
  if (!first || !second || !third) throw new Error("count must be at least 1");
  return { own: sandboxes.slice(0, OWN_THREADS), shared, first, second, third, calls };
}

const run = async (
  sandbox: { invoke(...args: string[]): Promise<string> } | undefined,
  event: object,
  trace = "Root=1",
) => JSON.parse((await sandbox?.invoke("request", JSON.stringify(event), trace)) ?? "null");

test("sandboxes in one thread have variables of their own", async () => {
  const { own, first, second } = await startShared(2);
  const ids = await Promise.all(own.map(async (sandbox) => (await run(sandbox, { task: "count" })).threadId));
  expect(new Set(ids).size).toBe(OWN_THREADS);
  const { threadId } = await run(first, { task: "count" });
  expect(ids).not.toContain(threadId);
  expect(await run(first, { task: "count" })).toEqual({ threadId, served: 2 });
  expect(await run(second, { task: "count" })).toEqual({ threadId, served: 1 });
});

test("a bundle that waits at its top runs in a shared thread too", async () => {
  const { first, second } = await startShared(2, 20, "waiting.handler");
  const { threadId, url } = await run(first, {});
  expect(url).toMatch(/^file:.*waiting\.mjs/);
  expect(await run(first, {})).toMatchObject({ threadId, served: 2, sep: "/" });
  expect(await run(second, {})).toMatchObject({ threadId, served: 1, sep: "/" });
});

test("a bundle runs in a shared thread as it runs in a thread of its own", async () => {
  const { own, second } = await startShared(2, 20, "using.handler");
  const alone = await run(own[0], {});
  expect(alone).toEqual({ sep: "/", eol: "\n", strict: true, url: expect.stringMatching(/^file:.*using\.mjs$/) });
  expect(await run(second, {})).toEqual(alone);
});

test("each invocation reads its own trace header", async () => {
  const { first, second } = await startShared(2);
  const traces = [run(first, { task: "trace", ms: 60 }, "Root=a"), run(second, { task: "trace", ms: 20 }, "Root=b")];
  expect(await Promise.all(traces)).toEqual(["Root=a", "Root=b"]);
});

test("a handler can change variables, as on Lambda", async () => {
  const { first } = await startShared(1);
  expect(await run(first, { task: "environment" }, "Root=a")).toEqual({
    LANG: "C",
    NEW: "1",
    PATH: "none",
    _X_AMZN_TRACE_ID: "Root=a",
    names: ["LANG", "NEW", "_X_AMZN_TRACE_ID"],
  });
});

test("each sandbox in a shared thread may use the function's memory", async () => {
  const { first, second, third } = await startShared(3);
  const kept = [first, second, third].map((sandbox) => run(sandbox, { task: "keep", megabytes: 64 }));
  expect(await Promise.all(kept)).toEqual([64, 64, 64]);
});

test("an invocation that times out loses its connections, and its neighbours go on", async () => {
  const { first, second } = await startShared(2, 0.4);
  const slow = { task: "slow", ms: 300 };
  const before = requests;
  const timedOut = run(first, { task: "postAgain", port });
  await expect(timedOut).rejects.toMatchObject({ name: "Sandbox.Timedout" });
  for (let n = 0; n < 3; n++) await run(second, slow);
  expect([requests - before, open]).toEqual([1, 0]);
  expect([first.dead(), second.dead()]).toEqual([true, false]);
});

test("code that runs on after its time limit reaches nothing in AWS", async () => {
  const { first, second, calls } = await startShared(2, 0.3);
  await expect(run(first, { task: "callLate", ms: 350, port: 1, headers: SIGNED })).rejects.toThrow("timed out");
  for (let n = 0; n < 2; n++) await run(second, { task: "slow", ms: 200 });
  expect(calls).toEqual([]);
  await run(second, { task: "callLate", ms: 1, port: 1, headers: SIGNED });
  expect(calls).toHaveLength(1);
});

test("code that never yields ends its thread, with all sandboxes in it", async () => {
  const { own, first, second } = await startShared(2, 0.3);
  await expect(run(first, { task: "spin", ms: 60_000 })).rejects.toMatchObject({ name: "Sandbox.Timedout" });
  await vi.waitFor(() => expect(second.dead()).toBe(true), 5_000);
  await run(own[0], { task: "count" });
});

test("a sandbox that is no longer needed never ends its busy neighbours", async () => {
  const { first, second } = await startShared(2);
  const busy = run(second, { task: "spin", ms: 1_500 });
  await Promise.all([first.stop(), busy]);
  expect([first.dead(), second.dead()]).toEqual([true, false]);
});

test("stopping all sandboxes ends their thread once, whatever their code does", async () => {
  const { shared } = await startShared(3);
  const terminate = vi.spyOn(Worker.prototype, "terminate");
  onTestFinished(() => terminate.mockRestore());
  const running = shared.map((sandbox) => run(sandbox, { task: "spin", ms: 60_000 }).catch(({ name }) => name));
  await Promise.all(shared.map((sandbox) => sandbox.stop()));
  expect(await Promise.all(running)).toEqual(Array(3).fill("Runtime.Stopped"));
  expect(terminate).toHaveBeenCalledTimes(1);
});

test("a thread ends with the last of its sandboxes", async () => {
  const { first, second, third } = await startShared(3);
  await Promise.all([first.stop(), second.stop()]);
  expect(await run(third, { task: "count" })).toMatchObject({ served: 1 });
  await third.stop();
  await expect(run(third, { task: "count" })).rejects.toThrow("stopped");
});
