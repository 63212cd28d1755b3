import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
let twin: Twin;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  twin = await startTwin({ dataDir: folder.path, port: 0, context: QUICK, warn: () => undefined });
});
afterEach(() => {
  receiver.requests.length = 0;
  receiver.script({});
});
afterAll(async () => {
  await twin?.stop();
  await receiver?.close();
  folder.remove();
});

interface Replay {
  id: string;
  state: string;
  progress: { replayed: number; skipped: number; scanned: number; reachedAt?: string };
}

const SINCE = "2020-01-01T00:00:00Z";

const statesOf = async (subscriptionId: string): Promise<string[]> => {
  const path = `/subscriptions/${subscriptionId}/deliveries?limit=250`;
  return (await call<{ data: { state: string }[] }>(twin, "GET", path)).data.map(({ state }) => state);
};

/** Waits until all deliveries of a subscription are in a state. */
const allBecome = (subscriptionId: string, count: number, state: string) =>
  vi.waitFor(async () => expect(await statesOf(subscriptionId)).toEqual(Array.from({ length: count }, () => state)), {
    timeout: 30_000,
    interval: 100,
  });

async function ended(id: string): Promise<Replay> {
  const read = () => call<Replay>(twin, "GET", `/replays/${id}`);
  await vi.waitFor(async () => expect((await read()).state).toBe("completed"), { timeout: 20_000, interval: 100 });
  return read();
}

/** Sends events in one request. */
const sendMany = (count: number, type: string) =>
  call(twin, "POST", "/events", { events: Array.from({ length: count }, (_, n) => ({ type, data: { n } })) }, 202);

test("what a receiver missed while it was down is sent again by one replay", async () => {
  receiver.script({ status: 500 });
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["missed"], maxRetries: 0 });
  await sendMany(30, "missed");
  await allBecome(subscriptionId, 30, "exhausted");
  const fields = { subscriptionId, since: SINCE };
  const preview = await call(twin, "POST", "/replays", { ...fields, dryRun: true });
  expect(preview).toMatchObject({ count: 30, newlyMatching: 0, noLongerMatching: 0, complete: true });

  receiver.requests.length = 0;
  receiver.script({});
  const { id } = await call<Replay>(twin, "POST", "/replays", { ...fields, ratePerSecond: 20 }, 202);
  const { progress } = await ended(id);
  expect(progress).toEqual({ replayed: 30, skipped: 0, scanned: 30, reachedAt: expect.any(String) });
  await allBecome(subscriptionId, 30, "delivered");
  expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(30);
  expect(receiver.requests).toHaveLength(30);
  const { data } = await call<{ data: { id: string }[] }>(twin, "GET", `/subscriptions/${subscriptionId}/deliveries`);
  const delivery = await call(twin, "GET", `/deliveries/${data[0]?.id}`);
  expect(delivery).toMatchObject({ trigger: "replay", replayId: id, run: 1, attempts: [{}, { trigger: "replay" }] });
  const list = await call<{ data: Replay[] }>(twin, "GET", `/replays?subscriptionId=${subscriptionId}`);
  expect(list.data.map((replay) => replay.id)).toEqual([id]);
}, 60_000);

test("a replay can be paused, resumed and cancelled", async () => {
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["slow"], active: false });
  await sendMany(40, "slow");
  await call(twin, "POST", "/replays", { subscriptionId, since: SINCE }, 409);
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  const { id } = await call<Replay>(twin, "POST", "/replays", { subscriptionId, since: SINCE, ratePerSecond: 10 }, 202);
  await receiver.received(1);
  const steer = (how: string, status = 200) => call<Replay>(twin, "POST", `/replays/${id}/${how}`, undefined, status);
  expect((await steer("pause")).state).toBe("paused");
  await steer("pause", 409);
  expect((await steer("resume")).state).toBe("running");
  await receiver.received(30);
  await steer("cancel");
  await steer("resume", 409);
  expect(await call<Replay>(twin, "GET", `/replays/${id}`)).toMatchObject({ state: "cancelled" });
}, 30_000);

test("a replay gives a new subscription the events from before it", async () => {
  const event = await send(twin, { type: "early", data: { n: 1 } });
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["early"], filter: "data.n == 1" });
  const fields = { subscriptionId, since: SINCE, types: ["early"], includeUnmatched: true };
  expect(await call(twin, "POST", "/replays", { ...fields, dryRun: true })).toMatchObject({
    count: 1,
    newlyMatching: 1,
    noLongerMatching: 0,
  });
  const { id } = await call<Replay>(twin, "POST", "/replays", fields, 202);
  await ended(id);
  const [request] = await receiver.received(1);
  expect(request?.headers["webhook-id"]).toBe(event.id);
  const deliveries = () => call<{ data: object[] }>(twin, "GET", `/events/${event.id}/deliveries`);
  await vi.waitFor(async () =>
    expect((await deliveries()).data).toMatchObject([{ subscriptionId, state: "delivered", trigger: "replay" }]),
  );
}, 30_000);

test("what can't be read in the queue is listed for the operator, and redriven as far as it can be", async () => {
  const client = new SQSClient({
    endpoint: twin.aws,
    region: twin.region,
    credentials: { accessKeyId: "operator", secretAccessKey: "any" },
  });
  const QueueUrl = `${twin.aws}/000000000000/posthorn-dev-deliveries`;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "not a task" }));
  client.destroy();
  const asOperator = async (method: string, path: string) => {
    const headers = { authorization: `Bearer ${twin.adminKey}` };
    const response = await fetch(`${twin.api}/api/v1${path}`, { method, headers });
    return { status: response.status, body: await response.json() };
  };
  await vi.waitFor(
    async () =>
      expect(await asOperator("GET", "/dead-letters")).toMatchObject({
        status: 200,
        body: { data: [{ reason: "unreadable" }] },
      }),
    { timeout: 20_000, interval: 100 },
  );
  expect(await asOperator("POST", "/dead-letters/redrive")).toMatchObject({
    status: 202,
    body: { count: 0, unreadable: 1, withinSeconds: 300 },
  });
  await call(twin, "GET", "/dead-letters", undefined, 403);
}, 30_000);
