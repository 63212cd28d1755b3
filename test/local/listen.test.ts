import { spawn } from "node:child_process";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";
import { startReceiver } from "../support/receivers/receiver.ts";
import { call, send } from "./support/api.ts";
import { becomes, statesOf } from "./support/deliveries.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTemporaryFolder } from "./support/temporary-folder.ts";
import { useTwin } from "./support/twin.ts";

const folder = useTemporaryFolder();
const server = useReceiver();
const twin = useTwin({ dataDir: join(folder, ".posthorn") });

const CLI = new URL("../../bin/cli.ts", import.meta.url).pathname;

/** Runs the command in a process of its own, in the folder of the twin. */
async function listening(...args: string[]) {
  const child = spawn(process.execPath, [CLI, "listen", ...args], { cwd: folder, env: { HOME: folder } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { out: "", err: "" };
  child.stdout.on("data", (text) => (said.out += text));
  child.stderr.on("data", (text) => (said.err += text));
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  await vi.waitFor(() => expect(said.err + said.out).toMatch(/Ctrl-C|"secret"/), { timeout: 15_000, interval: 50 });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  return { said, end, secret: /Signing secret: (\S+)/.exec(said.err)?.[1] ?? "" };
}

interface Listed {
  id: string;
  name: string;
  pull: boolean;
  url?: string;
}

const subscriptions = async (): Promise<Listed[]> =>
  (await call<{ data: Listed[] }>(twin, "GET", "/subscriptions")).data;

test("a local server gets signed events, and Ctrl-C leaves nothing behind", async () => {
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
  // The second event counts as delivered, too: how a local server answers is up to its developer.
  await becomes(twin, second.id, "delivered");
  const lines = said.out.trim().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^\\d{4}-.*Z  invoice.paid  ${first.id}  200 in \\d+ ms$`)),
    expect.stringMatching(new RegExp(`^\\d{4}-.*Z  invoice.void  ${second.id}  302 in \\d+ ms$`)),
  ]);
  expect([await end("SIGINT"), await subscriptions()]).toEqual([0, []]);
}, 40_000);

test("a killed command's subscription is removed by the next one, which waits for a server that is down", async () => {
  const killed = await listening("--forward-to", server.url);
  const [left] = await subscriptions();
  await killed.end("SIGKILL");
  const { port, close } = await startReceiver();
  await close();
  const { said, end } = await listening("--forward-to", `localhost:${port}/hook`, "--dialect", "github", "--json");
  const [only, ...others] = await subscriptions();
  expect([only?.id === left?.id, others]).toEqual([false, []]);
  const { id } = await send(twin, { type: "invoice.paid", data: {} });
  await vi.waitFor(() => expect(said.err).toContain("connection refused; retrying"), 10_000);
  expect(await statesOf(twin, id)).toEqual(["pending"]);
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
