import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

interface Listed {
  data: { id: string; eventId: string; state: string; contentErasedAt?: string }[];
}

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function start(dataDir: string): Promise<Twin> {
  // The wait after a first failure is long enough to look at, and to erase in.
  const twin = await startTwin({ dataDir, port: 0, warn: () => undefined, context: { ...QUICK, retryWaits: "60" } });
  cleanUp.push(twin.stop);
  return twin;
}

const PAST = { pk: { S: "past" }, sk: { S: "x" } };

/** Works on the twin's one table, as the operator. */
async function inTable<T>(twin: Twin, work: (client: DynamoDBClient, TableName: string) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: "operator", secretAccessKey: "any" };
  const client = new DynamoDBClient({ endpoint: twin.aws, region: twin.region, credentials });
  const { TableNames: [name = ""] = [] } = await client.send(new ListTablesCommand());
  return work(client, name).finally(() => client.destroy());
}

const putPast = (twin: Twin) =>
  inTable(twin, (client, TableName) =>
    client.send(new PutItemCommand({ TableName, Item: { ...PAST, expiresAt: { N: "1000000000" } } })),
  );

const pastIsThere = (twin: Twin) =>
  inTable(
    twin,
    async (client, TableName) => (await client.send(new GetItemCommand({ TableName, Key: PAST }))).Item !== undefined,
  );

test("the log can be searched, counted and erased, and what is past its time goes", async () => {
  const { path: dataDir, remove } = temporaryFolder();
  cleanUp.push(remove);
  const receiver = await startReceiver();
  cleanUp.push(receiver.close);
  const twin = await start(dataDir);
  const { id } = await subscribe(twin, receiver.url);
  const list = (path: string) => call<Listed>(twin, "GET", path);
  const deliveries = `/subscriptions/${id}/deliveries`;

  const good = await send(twin, { type: "good", data: {} });
  await vi.waitFor(async () => expect((await list(`${deliveries}?state=delivered`)).data).toHaveLength(1), 10_000);
  receiver.script({ status: 500, body: "Ada is not here" });
  const bad = await send(twin, { type: "bad", data: { name: "Ada" } });
  await vi.waitFor(async () => expect((await list(`${deliveries}?state=retrying`)).data).toHaveLength(1), 10_000);

  expect((await list(`${deliveries}?failure=http-500`)).data.map(({ eventId }) => eventId)).toEqual([bad.id]);
  expect((await list(`${deliveries}?type=good`)).data.map(({ eventId }) => eventId)).toEqual([good.id]);
  expect((await list("/events")).data.map((event) => event.id)).toEqual([bad.id, good.id]);
  expect((await list(`/events?subscriptionId=${id}&state=delivered`)).data.map((event) => event.id)).toEqual([good.id]);
  expect(await call(twin, "GET", `/subscriptions/${id}/statistics`)).toMatchObject({
    complete: true,
    delivered: 1,
    failed: { "http-500": 1 },
    latencyMs: { p50: expect.any(Number) },
    inBackoff: 1,
    oldestWaitingAt: expect.any(String),
  });

  await call(twin, "DELETE", `/events/${bad.id}/content`, undefined, 204);
  expect(await call(twin, "GET", `/events/${bad.id}`)).not.toHaveProperty("data");
  const [cancelled] = (await list(`/events/${bad.id}/deliveries`)).data;
  expect(await call(twin, "GET", `/deliveries/${cancelled?.id}`)).toMatchObject({
    state: "cancelled",
    attempts: [{ status: 500, excerpt: "" }],
  });
  expect((await list("/events")).data[0]?.contentErasedAt).toEqual(expect.any(String));

  await putPast(twin);
  expect(await pastIsThere(twin)).toBe(true);
  await twin.stop();
  const later = await start(dataDir);
  await vi.waitFor(async () => expect(await pastIsThere(later)).toBe(false), 5_000);
});
