import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import type { Twin } from "../../lib/local/twin.ts";
import { call, send, subscribe } from "./support/api.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { twinForTest } from "./support/twin.ts";

interface Listed {
  data: { id: string; eventId: string; state: string; contentErasedAt?: string }[];
}

/** The wait after a first failure. It is long enough to see the delivery, and to erase its content. */
const context = { retryWaits: "60" };

const PAST = { pk: { S: "past" }, sk: { S: "x" } };

/** Works on the twin's one table, as the operator. */
async function inTable<T>(twin: Twin, work: (client: DynamoDBClient, TableName: string) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient(operatorConfig(twin));
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

test("the log can be searched, counted and erased, and expired rows are deleted", async () => {
  const dataDir = temporaryFolder();
  const receiver = await receiverForTest();
  const twin = await twinForTest({ dataDir, context });
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
  const later = await twinForTest({ dataDir, context });
  await vi.waitFor(async () => expect(await pastIsThere(later)).toBe(false), 5_000);
});
