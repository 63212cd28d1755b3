import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const children: ChildProcess[] = [];
let twin: Twin;
let server: Receiver;

beforeAll(async () => {
  server = await startReceiver();
  const dataDir = join(folder.path, ".posthorn");
  twin = await startTwin({ dataDir, port: 0, context: QUICK, warn: () => undefined });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  server.requests.length = 0;
  server.script({});
});
afterAll(async () => {
  await server?.close();
  await twin?.stop();
  folder.remove();
});

const CLI = new URL("../../bin/cli.ts", import.meta.url).pathname;

/** The command in a process of its own, in the folder where the twin runs. */
async function listening(...args: string[]) {
  const child = spawn(process.execPath, [CLI, "listen", ...args], { cwd: folder.path, env: { HOME: folder.path } });
  children.push(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (text) => (said.out += text));
  child.stderr.on("data", (text) => (said.err += text));
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  await vi.waitFor(() => expect(said.err + said.out).toMatch(/Ctrl-C|"secret"/), { timeout: 15_000, interval: 50 });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  return { said, end, secret: /Signed with (\S+)/.exec(said.err)?.[1] ?? "" };
}

interface Listed {
  id: string;
  name: string;
  pull: boolean;
  url?: string;
}

const subscriptions = async (): Promise<Listed[]> =>
  (await call<{ data: Listed[] }>(twin, "GET", "/subscriptions")).data;

const statesOf = async (eventId: string): Promise<string[]> =>
  (await call<{ data: { state: string }[] }>(twin, "GET", `/events/${eventId}/deliveries`)).data.map((d) => d.state);

test("a local server gets what happens, signed, and Ctrl-C leaves nothing behind", async () => {
  server.script((_request, nth) => (nth === 1 ? {} : { status: 302, headers: { location: "/elsewhere" } }));
  const { said, end, secret } = await listening("--forward-to", `${server.url}/hook?a=1`, "--events", "invoice.*");
  expect(await subscriptions()).toMatchObject([{ name: expect.stringMatching(/^listen on ./), pull: true }]);
  const first = await send(twin, { type: "invoice.paid", data: { n: 1, text: "é 😀 \u2028" } });
  await send(twin, { type: "user.created", data: {} });
  const second = await send(twin, { type: "invoice.void", data: { n: 2 } });
  expect(first.deliveries).toBe(1);
  const requests = await server.received(2, 20_000);
  expect(requests.map(({ method, path, headers }) => [method, path, headers["webhook-id"]])).toEqual([
    ["POST", "/hook?a=1", first.id],
    ["POST", "/hook?a=1", second.id],
  ]);
  for (const { body, headers } of requests) {
    expect(headers["user-agent"]).toContain("Posthorn");
    new Webhook(secret).verify(body, headers as Record<string, string>);
  }
  // The second is taken, too: what a local server answers is its developer's business.
  await vi.waitFor(async () => expect(await statesOf(second.id)).toEqual(["delivered"]), 10_000);
  const lines = said.out.trim().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^\\d{4}-.*Z  invoice.paid  ${first.id}  200 in \\d+ ms$`)),
    expect.stringMatching(new RegExp(`^\\d{4}-.*Z  invoice.void  ${second.id}  302 in \\d+ ms$`)),
  ]);
  expect([await end("SIGINT"), await subscriptions()]).toEqual([0, []]);
}, 40_000);

test("what a killed one leaves behind is removed by the next, which waits for a server that is down", async () => {
  const killed = await listening("--forward-to", server.url);
  const [left] = await subscriptions();
  await killed.end("SIGKILL");
  const { port, close } = await startReceiver();
  await close();
  const { said, end } = await listening("--forward-to", `localhost:${port}/hook`, "--dialect", "github", "--json");
  const [only, ...others] = await subscriptions();
  expect([only?.id === left?.id, others]).toEqual([false, []]);
  const { id } = await send(twin, { type: "invoice.paid", data: {} });
  await vi.waitFor(() => expect(said.err).toContain("nothing listens there"), 10_000);
  expect(await statesOf(id)).toEqual(["pending"]);
  const back = await startReceiver({ port });
  const [request] = await back.received(1, 10_000);
  expect(request?.headers).toHaveProperty("x-hub-signature-256");
  await vi.waitFor(
    () =>
      expect(
        said.out
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ).toHaveLength(2),
    5_000,
  );
  expect(JSON.parse(said.out.split("\n")[1] ?? "")).toMatchObject({ eventId: id, type: "invoice.paid", status: 200 });
  expect([await end("SIGTERM"), await subscriptions()]).toEqual([0, []]);
  await back.close();
}, 40_000);
