import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, type Subscribed, send, subscribe, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const warnings: string[] = [];
let twin: Twin;
let receiver: Receiver;

const start = () => startTwin({ dataDir: folder.path, port: 0, context: QUICK, warn: (line) => warnings.push(line) });

beforeAll(async () => {
  receiver = await startReceiver();
  twin = await start();
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

interface DeliveryView {
  state: string;
  attempts: { number: number; status?: number }[] | number;
}

async function subscribed(more: object = {}): Promise<Subscribed & { remove(): Promise<void> }> {
  const subscription = await subscribe(twin, `${receiver.url}/hooks`, more);
  return { ...subscription, remove: () => call(twin, "DELETE", `/subscriptions/${subscription.id}`, undefined, 204) };
}

/** The deliveries of an event, once all of them are in the given state. */
function settled(eventId: string, state: string): Promise<void> {
  return vi.waitFor(
    async () => {
      const answer = await call<Record<string, DeliveryView[]>>(twin, "GET", `/events/${eventId}/deliveries`);
      const deliveries = Object.values(answer).find(Array.isArray) ?? [];
      expect(deliveries.map((delivery) => delivery.state)).toEqual([state]);
    },
    { timeout: 15_000, interval: 50 },
  );
}

test("an event sent to the API arrives signed, its data as it was sent", async () => {
  const { secret, remove } = await subscribed();
  const raw = '{"type":"invoice.paid","data":{"id":12345678901234567890,"price":1.10}}';
  const headers = { authorization: `Bearer ${twin.apiKey}`, "content-type": "application/json" };
  const accepted = await fetch(`${twin.api}/api/v1/events`, { method: "POST", headers, body: raw });
  expect(accepted.status).toBe(202);
  const { id } = (await accepted.json()) as { id: string };
  const [request] = await receiver.received(1);
  const body = request?.body.toString() ?? "";
  expect(request?.headers["webhook-id"]).toBe(id);
  expect(() => new Webhook(secret).verify(body, request?.headers as Record<string, string>)).not.toThrow();
  expect(body).toContain('"data":{"id":12345678901234567890,"price":1.10}');
  await settled(id, "delivered");
  await remove();
});

test("a failing receiver is tried again", async () => {
  receiver.script((_request, nth) => (nth < 3 ? { status: 503 } : {}));
  const { remove } = await subscribed();
  const { id } = await send(twin, { type: "invoice.paid", data: {} });
  const requests = await receiver.received(3);
  expect(new Set(requests.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([id]));
  await settled(id, "delivered");
  await remove();
});

test("an event put on the bus arrives", async () => {
  const { remove } = await subscribed();
  const credentials = { accessKeyId: "operator", secretAccessKey: "any" };
  const client = new EventBridgeClient({ endpoint: twin.aws, region: twin.region, credentials });
  const Detail = JSON.stringify({ tenantId: twin.tenantId, data: { via: "bus" } });
  const entry = { EventBusName: twin.bus, Source: "shop", DetailType: "order.placed", Detail };
  expect((await client.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
  client.destroy();
  const [request] = await receiver.received(1);
  expect(JSON.parse(request?.body.toString() ?? "")).toMatchObject({ type: "order.placed", data: { via: "bus" } });
  await remove();
});

test("the twin file tells other programs how to reach it, and nobody else", () => {
  const path = join(folder.path, "twin.json");
  const { api, adminKey, tenantId, apiKey, aws, bus, region } = twin;
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ api, adminKey, tenantId, apiKey, aws, bus, region });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("what does not run is named", () => {
  expect([...twin.notRun.keys()].sort()).toEqual(["AWS::CloudWatch::Alarm", "AWS::SQS::QueuePolicy"]);
});

test("nothing went wrong on the way", () => {
  expect(warnings).toEqual([]);
});

test("a second twin may not use the folder", async () => {
  await expect(start()).rejects.toMatchObject({
    name: "CannotStart",
    message: `another twin uses ${folder.path}: stop it, or choose another folder with --data`,
  });
});

describe("a restart", () => {
  test("keeps keys, subscriptions and what waits to be delivered", async () => {
    const before = twin;
    receiver.script({ status: 500 });
    const { id: subscriptionId, remove } = await subscribed();
    const { id } = await send(twin, { type: "invoice.paid", data: {} });
    await receiver.received(1);
    await twin.stop();
    receiver.script({});
    receiver.requests.length = 0;
    twin = await start();
    expect([twin.apiKey, twin.adminKey]).toEqual([before.apiKey, before.adminKey]);
    expect(await call(twin, "GET", `/subscriptions/${subscriptionId}`)).toMatchObject({ id: subscriptionId });
    const [request] = await receiver.received(1);
    expect(request?.headers["webhook-id"]).toBe(id);
    await remove();
  });
});
