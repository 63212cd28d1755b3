import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { useReceiver } from "../local/support/receivers.ts";
import { useTemporaryFolder } from "../local/support/temporary-folder.ts";
import { useTwin } from "../local/support/twin.ts";
import { cli, type Ran } from "./support.ts";

/** The command line runs in the folder of the twin, as it does for a new user. */
const folder = useTemporaryFolder();
const receiver = useReceiver();
const twin = useTwin({ dataDir: join(folder, ".posthorn") });

/** Really waits, because the deliveries are real. */
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 50)));

const posthorn = (line: string, stdin = ""): Promise<Ran> =>
  cli(line, { env: {}, cwd: folder, fetch, stdin, sleep, nowMs: Date.now() });

async function done(line: string, stdin?: string): Promise<string> {
  const { code, out, err } = await posthorn(line, stdin);
  expect([code, err.includes("posthorn:") ? err : ""], line).toEqual([0, ""]);
  return out;
}

const idIn = (text: string): string => /\b(sub|dlv|evt)_\w+/.exec(text)?.[0] ?? "";

async function subscribed(more = ""): Promise<string> {
  return idIn(await done(`subscriptions create --to ${receiver.url}/hook --events invoice.* --name Acme ${more}`));
}

test("the operator gives the portal a look, and a customer a link to it", async () => {
  writeFileSync(
    join(folder, "logo.svg"),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3z"/></svg>',
  );
  expect(await done("portal brand demo --accent #ffd400 --logo logo.svg")).toContain("#816a02");
  const logo = /http\S+\/logos\/\w+/.exec(await done("portal branding demo"))?.[0] ?? "";
  const served = await fetch(logo);
  expect([served.status, served.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(Buffer.from(await served.arrayBuffer()).toString("latin1")).toContain("PNG");
  const link = "portal link demo --can view,manage --actor ann --theme dark --accent #00ff00 --metadata 'agent: a'";
  expect(await done(link)).toContain("/portal/#code=phc_demo-p");
});

test("a receiver's outage is found, explained and repaired", async () => {
  const subscription = await subscribed("--max-retries 0");
  receiver.script({ status: 503, body: "down for maintenance" });
  const sent = await posthorn(`events send invoice.paid --id in_1 --watch --data '{"n":12345678901234567890}'`);
  expect([sent.code, sent.err]).toEqual([1, expect.stringMatching(/^posthorn: 1 of 1 not delivered: 1 exhausted\n$/m)]);
  expect(await done("events show in_1 --data")).toBe('{"n":12345678901234567890}\n');

  expect(await done(`subscriptions statistics ${subscription} --since 1h`)).toMatch(/failed +http-503: 1/);
  const left = await done(`deliveries list --subscription ${subscription} --state exhausted --since 1h --all --ids`);
  expect(await done(`deliveries show ${idIn(left)} --verbose`)).toContain("down for maintenance");
  expect((await posthorn(`test ${subscription}`)).code).toBe(1);

  receiver.script({});
  expect(await done(`test ${subscription}`)).toContain("200 in");
  expect(await done(`replays create ${subscription} --since 1h --dry-run`)).toMatch(/^count +1\n/);
  expect(await done(`replays create ${subscription} --since 1h --watch`)).toMatch(/state +completed\n.*replayed: 1/);
  expect(await done("deliveries watch in_1")).toMatch(/#2 {2}200 in \d+ ms {2}delivered\n$/);
  const retried = await done("deliveries retry - --watch", left);
  expect(retried).toMatch(/pending\n.*#3 {2}200 in \d+ ms {2}delivered\n$/);
  await done(`subscriptions delete ${subscription} --yes`);
});

test("the health of an endpoint is shown, and a pause holds its deliveries until it is resumed", async () => {
  const subscription = await subscribed();
  const steer = (verb: string) => done(`subscriptions ${verb} ${subscription}`);
  expect(await steer("health")).toMatch(/^state +healthy\nheld +0\n/);
  expect(await steer("pause")).toMatch(/^state +paused\nsince .*\nwhy +paused by hand\n/);
  await done("events send invoice.paid --data '{}'");
  await vi.waitFor(async () => expect(await steer("health")).toMatch(/^held +1\noldestHeldAt /m), 30_000);
  expect(await done("subscriptions list --health paused")).toMatch(new RegExp(`^${subscription}.* paused `, "m"));
  expect(await steer("resume")).toMatch(/^state +recovering\n/);
  await receiver.received(1, 30_000);
  expect(await steer("probe")).toMatch(/^state +recovering\n/);
  await done(`subscriptions delete ${subscription} --yes`);
}, 60_000);

test("a captured request verifies with its secret, and with no other", async () => {
  const subscription = await subscribed();
  await done("events send invoice.paid --data '{}' --watch");
  const [request] = await receiver.received(1);
  const lines = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  writeFileSync(join(folder, "request.txt"), `POST /hook HTTP/1.1\r\n${lines.join("")}\r\n${request?.body}`);
  const secret = /whsec_\S+/.exec(await done(`subscriptions secret ${subscription}`))?.[0];
  expect(await done(`verify request.txt --secret ${secret}`)).toContain("Verified.");
  expect(await done(`subscriptions rotate-secret ${subscription}`)).toContain("whsec_");
  const now = /whsec_\S+/.exec(await done(`subscriptions secret ${subscription}`))?.[0];
  expect((await posthorn(`verify request.txt --secret ${now}`)).err).toContain("Either the secret is wrong");
  await done(`subscriptions delete ${subscription} --yes`);
});

type Request = (typeof receiver.requests)[number];

test.each<[dialect: string, idSeen: (request: Request | undefined) => unknown]>([
  ["standard", (request) => request?.headers["webhook-id"]],
  ["witn", (request) => request?.headers["svix-id"]],
  ["watsi", (request) => JSON.parse(String(request?.body)).id],
])("the id that a receiver of the dialect %s saw finds an event and its delivery", async (dialect, idSeen) => {
  const subscription = await subscribed(`--dialect ${dialect}`);
  const before = receiver.requests.length;
  const ownId = `dlv_${dialect}`;
  expect(await done(`events send invoice.paid --id ${ownId} --data '{}' --watch`)).toContain("#1  200 in");
  const id = idSeen((await receiver.received(before + 1)).at(-1));
  expect(JSON.parse(await done(`events show ${id} --json`)).id).toBe(ownId);
  expect(JSON.parse(await done(`deliveries show ${id} --json`))).toMatchObject({ eventId: ownId, state: "delivered" });
  const { data } = JSON.parse(await done(`deliveries watch ${id} --json`));
  expect(data).toMatchObject([{ eventId: ownId, state: "delivered" }]);
  await done(`subscriptions delete ${subscription} --yes`);
});

test("an operator creates a tenant and its keys, and revokes one", async () => {
  await done("tenants create --id acme --name Acme");
  const made = JSON.parse(await done("keys create acme --role read --json"));
  const asAcme = () => posthorn(`subscriptions list --url ${twin.api} --key ${made.key}`);
  expect((await asAcme()).code).toBe(0);
  expect(await done("keys list acme")).toContain(made.id);
  await done(`keys revoke acme ${made.id} --yes`);
  expect(await asAcme()).toMatchObject({ code: 1, err: expect.stringContaining("The key came from --key.") });
  expect(await done("tenants list --ids")).toContain("acme");
});

test("the log has the events that an inactive subscription skipped", async () => {
  const subscription = await subscribed("--inactive");
  await done("events send invoice.paid --id off_1 --data '{}'");
  expect(await done("events explain off_1")).toMatch(/inactive/);
  const enabled = await posthorn(`subscriptions enable ${subscription}`);
  expect(enabled.err).toMatch(/^1 event was skipped since .*\n {2}posthorn replays create sub_/);
  await done(`subscriptions delete ${subscription} --yes`);
});
