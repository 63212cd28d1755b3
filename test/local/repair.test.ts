import { execFile } from "node:child_process";
import { Webhook } from "standardwebhooks";
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

interface Delivery {
  id: string;
  state: string;
  run: number;
  trigger: string;
  attemptCount: number;
  attempts: {
    number: number;
    trigger: string;
    requestHeaders: Record<string, string>;
    bodyDigest: string;
    answerHeaders?: Record<string, string>;
    secretVersion: string;
  }[];
}

const deliveryOf = async (eventId: string): Promise<Delivery> => {
  const { data } = await call<{ data: Delivery[] }>(twin, "GET", `/events/${eventId}/deliveries`);
  return await call(twin, "GET", `/deliveries/${data[0]?.id}`);
};

async function becomes(eventId: string, state: string): Promise<Delivery> {
  const options = { timeout: 20_000, interval: 50 };
  await vi.waitFor(async () => expect((await deliveryOf(eventId)).state).toBe(state), options);
  return deliveryOf(eventId);
}

test("a receiver that was down gets what it missed by a retry, of which the log tells", async () => {
  receiver.script({ status: 500, headers: { "x-why": "down", "set-cookie": "a=b" } });
  const { id, secret } = await subscribe(twin, receiver.url, { maxRetries: 1 });
  const event = await send(twin, { type: "invoice.paid", data: { n: 1 } });
  const failed = await becomes(event.id, "exhausted");
  receiver.script({});
  const retried = await call<Delivery>(twin, "POST", `/deliveries/${failed.id}/retry`, undefined, 202);
  expect(retried).toMatchObject({ state: "pending", run: 1, trigger: "manual", attemptCount: 2 });
  const delivered = await becomes(event.id, "delivered");
  expect(delivered.attempts.map(({ number, trigger }) => [number, trigger])).toEqual([
    [1, "scheduled"],
    [2, "scheduled"],
    [3, "manual"],
  ]);
  const [first, second, last] = delivered.attempts;
  expect(first?.answerHeaders).toMatchObject({ "x-why": "down" });
  expect(first?.answerHeaders).not.toHaveProperty("set-cookie");
  expect(last).toMatchObject({ requestHeaders: { "webhook-id": event.id }, secretVersion: first?.secretVersion });
  expect(last?.bodyDigest).toBe(second?.bodyDigest);

  const command = await curlOf(failed.id, 3);
  await run(command);
  const repeated = receiver.requests.at(-1);
  expect(receiver.requests).toHaveLength(4);
  new Webhook(secret).verify(String(repeated?.body), repeated?.headers as Record<string, string>);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
  await call(twin, "POST", `/deliveries/${failed.id}/retry`, undefined, 409);
}, 40_000);

test("a delivery that waits can be cancelled, and is not sent any more", async () => {
  receiver.script({ status: 503, headers: { "retry-after": "2" } });
  const { id } = await subscribe(twin, receiver.url);
  const event = await send(twin, { type: "invoice.paid", data: {} });
  const waiting = await becomes(event.id, "retrying");
  await call(twin, "POST", `/deliveries/${waiting.id}/cancel`);
  await call(twin, "POST", `/deliveries/${waiting.id}/cancel`, undefined, 409);
  receiver.script({});
  // One that is sent later, and arrives, shows that the queue has gone on.
  const marker = await send(twin, { type: "marker", data: {} });
  await becomes(marker.id, "delivered");
  await call(twin, "POST", `/deliveries/${waiting.id}/retry`, undefined, 202);
  await becomes(event.id, "delivered");
  expect(receiver.requests.filter(({ headers }) => headers["webhook-id"] === event.id)).toHaveLength(2);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 40_000);

test("what came while a subscription was off is on record, and can be had when it is on again", async () => {
  const { id } = await subscribe(twin, receiver.url, { active: false });
  const event = await send(twin, { type: "invoice.paid", data: {} });
  expect(event).toMatchObject({ deliveries: 0, skipped: 1 });
  const skipped = await deliveryOf(event.id);
  expect([skipped.state, skipped.attemptCount]).toEqual(["skipped", 0]);
  await call(twin, "POST", `/deliveries/${skipped.id}/retry`, undefined, 409);
  await call(twin, "PATCH", `/subscriptions/${id}`, { active: true });
  await call(twin, "POST", `/deliveries/${skipped.id}/retry`, undefined, 202);
  await becomes(event.id, "delivered");
  expect(receiver.requests).toHaveLength(1);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 40_000);

async function curlOf(deliveryId: string, number: number): Promise<string> {
  const url = `${twin.api}/api/v1/deliveries/${deliveryId}/attempts/${number}/curl`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${twin.apiKey}` } });
  expect(response.headers.get("content-type")).toContain("text/plain");
  return response.text();
}

const run = (command: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const shell = execFile("sh", ["-s"], (error) => (error ? reject(error) : resolve()));
    shell.stdin?.end(command);
  });
