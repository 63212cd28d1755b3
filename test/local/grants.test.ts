import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test, vi } from "vitest";
import { deliveryId, newId } from "../../lib/core/ids.ts";
import type { PolicyStatement } from "../../lib/local/aws/iam.ts";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import { startTwin, type Twin, type TwinOptions } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { shortName, unusedGrants } from "./grants.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

function folder(): string {
  const { path, remove } = temporaryFolder();
  cleanUp.push(remove);
  return path;
}

async function start(options: Pick<TwinOptions, "dataDir"> & Partial<TwinOptions>): Promise<Twin> {
  const twin = await startTwin({
    port: 0,
    warn: () => undefined,
    ...options,
    context: { ...QUICK, ...options.context },
  });
  cleanUp.push(twin.stop);
  return twin;
}

async function receiverOf(): Promise<Receiver> {
  const receiver = await startReceiver();
  cleanUp.push(receiver.close);
  return receiver;
}

const stateOf = async (twin: Twin, eventId: string): Promise<string | undefined> =>
  (await call<{ data: { state: string }[] }>(twin, "GET", `/events/${eventId}/deliveries`)).data[0]?.state;

const becomes = (twin: Twin, eventId: string, state: string) =>
  vi.waitFor(async () => expect(await stateOf(twin, eventId)).toBe(state), { timeout: 20_000, interval: 50 });

/** Grants that are for what goes wrong, which no test here brings about, or for what is not there yet. */
const FOR_TROUBLE = [
  // Hands messages back whose rows cannot be read.
  "Settle sqs:ChangeMessageVisibility posthorn-dev-dead-letters",
  // Lets go of what a redrive brought back, which takes minutes.
  "Settle dynamodb:DeleteItem table/",
  // Lambda sends what ingest failed to take in.
  "Ingest sqs:SendMessage posthorn-dev-bus-dead-letters",
];

test("the pipeline makes use of each grant that its roles have", async () => {
  const dataDir = folder();
  const receiver = await receiverOf();
  const twin = await start({ dataDir });

  const { id } = await subscribe(twin, receiver.url, { events: ["good"] });
  await becomes(twin, (await send(twin, { type: "good", data: {} })).id, "delivered");
  const [delivery] = (
    await call<{ data: { id: string; eventId: string }[] }>(twin, "GET", `/subscriptions/${id}/deliveries`)
  ).data;
  await call(twin, "GET", `/deliveries/${delivery?.id}`);
  await call(twin, "GET", `/subscriptions/${id}/deliveries?state=exhausted`);
  await call(twin, "GET", `/subscriptions/${id}/deliveries?failure=http-500`);
  await call(twin, "GET", `/subscriptions/${id}/statistics`);
  await curlOf(twin, String(delivery?.id));
  await call(twin, "PATCH", `/subscriptions/${id}`, { name: "renamed" });
  await call(twin, "POST", `/subscriptions/${id}/rotate-secret`);
  await call(twin, "POST", `/subscriptions/${id}/test`);
  const pulled = await call<{ id: string }>(twin, "POST", "/subscriptions", { pull: true, events: ["none"] }, 201);
  await call(twin, "GET", `/subscriptions/${pulled.id}/stream`);
  await call(twin, "DELETE", `/events/${delivery?.eventId}/content`, undefined, 204);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
  await operate(twin);

  // Six attempts: SQS redrives after four receives, and settle sends the message round again.
  receiver.script({ status: 500 });
  await subscribe(twin, receiver.url, { events: ["bad"], maxRetries: 5 });
  await putOnBus(twin, { type: "bad", tenantId: twin.tenantId, data: {} });
  const requests = await receiver.received(8, 20_000);
  await becomes(twin, String(requests.at(-1)?.headers["webhook-id"]), "exhausted");
  await vi.waitFor(() => expect(twin.usage().map(({ action }) => action)).toContain("events:PutEvents"), 10_000);
  expect(receiver.requests).toHaveLength(8);
  await vi.waitFor(() => expect(deletedDeadLetters(twin)).toBe(true), 5_000);
  await twin.stop();

  const sealed = await start({ dataDir, context: { secretStorage: "sealed" } });
  receiver.script({});
  const last = await subscribe(sealed, receiver.url, { events: ["good"] });
  await becomes(sealed, (await send(sealed, { type: "good", data: {} })).id, "delivered");
  receiver.script({ status: 410 });
  await send(sealed, { type: "good", data: {} });
  await vi.waitFor(
    async () => expect(await call(sealed, "GET", `/subscriptions/${last.id}`)).toMatchObject({ active: false }),
    5_000,
  );
  const skipped = deliveryId((await send(sealed, { type: "good", data: {} })).id, last.id);
  await call(sealed, "PATCH", `/subscriptions/${last.id}`, { active: true });
  receiver.script({});
  await call(sealed, "POST", `/deliveries/${skipped}/retry`, undefined, 202);
  await vi.waitFor(async () => await curlOf(sealed, skipped), 10_000);
  await replayAll(sealed, last.id);
  await leaveDeadLetter(sealed);

  const usage = () => [...twin.usage(), ...sealed.usage()];
  const unused = unusedGrants({ roles: twin.roles, usage }).map(shortName);
  expect(unused.filter((grant) => !FOR_TROUBLE.some((trouble) => grant.startsWith(trouble)))).toEqual([]);
});

/** The operator makes a tenant, lists all, deletes it; what there is of types its tenants see too. */
async function operate(twin: Twin): Promise<void> {
  const headers = { authorization: `Bearer ${twin.adminKey}` };
  const request = async (method: string, path: string, body?: object) =>
    (await fetch(`${twin.api}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })).status;
  expect(await request("POST", "/tenants", { id: "short-lived", name: "short-lived" })).toBe(201);
  expect(await request("GET", "/tenants")).toBe(200);
  expect(await request("DELETE", "/tenants/short-lived")).toBe(204);
  await call(twin, "GET", "/event-types");
}

/** Of deliveries in some state and in any, and of an event from before; and one that is refused. */
async function replayAll(twin: Twin, subscriptionId: string): Promise<void> {
  const early = await send(twin, { type: "early", data: {} });
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { events: ["early"] });
  const fields = { subscriptionId, since: "2020-01-01T00:00:00Z" };
  for (const more of [{}, { includeUnmatched: true }, { states: ["delivered"], ratePerSecond: 1 }]) {
    const { id } = await call<{ id: string }>(twin, "POST", "/replays", { ...fields, ...more }, 202);
    const read = () => call(twin, "GET", `/replays/${id}`);
    await vi.waitFor(async () => expect(await read()).toMatchObject({ state: "completed" }), 10_000);
  }
  await call(twin, "GET", "/events");
  await becomes(twin, early.id, "delivered");
  const headers = { authorization: `Bearer ${twin.apiKey}`, "idempotency-key": "k" };
  const refused = { method: "POST", headers, body: JSON.stringify({ ...fields, subscriptionId: newId("sub", 0) }) };
  expect((await fetch(`${twin.api}/api/v1/replays`, refused)).status).toBe(404);
}

/** Settle puts on record what it can't read. */
async function leaveDeadLetter(twin: Twin): Promise<void> {
  const credentials = { accessKeyId: "operator", secretAccessKey: "any" };
  const client = new SQSClient({ endpoint: twin.aws, region: twin.region, credentials });
  const QueueUrl = `${twin.aws}/000000000000/posthorn-dev-deliveries`;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "not a task" }));
  client.destroy();
  const headers = { authorization: `Bearer ${twin.adminKey}` };
  const letters = async () => (await fetch(`${twin.api}/api/v1/dead-letters`, { headers })).json();
  await vi.waitFor(async () => expect(await letters()).toMatchObject({ data: [{}] }), 10_000);
}

async function curlOf(twin: Twin, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${twin.apiKey}` };
  const response = await fetch(`${twin.api}/api/v1/deliveries/${id}/attempts/1/curl`, { headers });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("curl ")]);
}

const deletedDeadLetters = (twin: Twin): boolean =>
  twin
    .usage()
    .some(({ action, resource }) => action === "sqs:DeleteMessage" && resource.endsWith(":posthorn-dev-dead-letters"));

async function putOnBus(
  twin: Twin,
  { type, ...detail }: { type: string; tenantId: string; data: object },
): Promise<void> {
  const credentials = { accessKeyId: "operator", secretAccessKey: "any" };
  const client = new EventBridgeClient({ endpoint: twin.aws, region: twin.region, credentials });
  const entry = { EventBusName: twin.bus, Source: "shop", DetailType: type, Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  client.destroy();
  expect(FailedEntryCount).toBe(0);
}

test("without its grant to send messages, ingest accepts nothing", async () => {
  const receiver = await receiverOf();
  const warnings: string[] = [];
  const amend = (assembly: Assembly) => revoke(assembly, "Ingest", "sqs:SendMessage");
  const twin = await start({ dataDir: folder(), amend, warn: (line) => warnings.push(line) });
  await subscribe(twin, receiver.url);
  await call(twin, "POST", "/events", { type: "good", data: {} }, 503);
  expect(receiver.requests).toEqual([]);
});

/** Takes an action out of the role of a construct. */
function revoke({ stacks }: Assembly, construct: string, action: string): void {
  const roles = stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(({ type, logicalId }) => type === "AWS::IAM::Role" && logicalId.startsWith(`${construct}Role`));
  let revoked = 0;
  for (const { properties } of roles) {
    const policies = properties.Policies as { PolicyDocument: { Statement: PolicyStatement[] } }[];
    for (const { PolicyDocument } of policies) {
      const kept = PolicyDocument.Statement.filter(({ Action }) => ![Action].flat().includes(action));
      revoked += PolicyDocument.Statement.length - kept.length;
      PolicyDocument.Statement = kept;
    }
  }
  expect(revoked).toBeGreaterThan(0);
}
