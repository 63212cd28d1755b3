import { execFile } from "node:child_process";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { call, send, subscribe } from "./support/api.ts";
import { becomes, curlOf, deliveriesOf } from "./support/deliveries.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

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

async function deliveryOf(eventId: string): Promise<Delivery> {
  const [delivery] = await deliveriesOf(twin, eventId);
  return call(twin, "GET", `/deliveries/${delivery?.id}`);
}

/** Waits until the delivery of an event is in a state, and resolves with it. */
async function deliveryIn(state: string, eventId: string): Promise<Delivery> {
  await becomes(twin, eventId, state);
  return deliveryOf(eventId);
}

test("a receiver that was down gets the missed event by a retry, and the log shows it", async () => {
  receiver.script({ status: 500, headers: { "x-why": "down", "set-cookie": "a=b" } });
  const { id, secret } = await subscribe(twin, receiver.url, { maxRetries: 1 });
  const event = await send(twin, { type: "invoice.paid", data: { n: 1 } });
  const failed = await deliveryIn("exhausted", event.id);
  receiver.script({});
  const retried = await call<Delivery>(twin, "POST", `/deliveries/${failed.id}/retry`, undefined, 202);
  expect(retried).toMatchObject({ state: "pending", run: 1, trigger: "manual", attemptCount: 2 });
  const delivered = await deliveryIn("delivered", event.id);
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
  expect(await call(twin, "GET", `/deliveries/${failed.id}/attempts/1/request`)).toEqual({
    url: receiver.url,
    headers: first?.requestHeaders,
    body: String(receiver.requests[0]?.body),
    asSent: true,
  });

  await run(await curlOf(twin, failed.id, 3));
  const repeated = receiver.requests.at(-1);
  expect(receiver.requests).toHaveLength(4);
  new Webhook(secret).verify(String(repeated?.body), repeated?.headers as Record<string, string>);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
  await call(twin, "POST", `/deliveries/${failed.id}/retry`, undefined, 409);
}, 40_000);

test("a waiting delivery can be cancelled, and is then not sent again", async () => {
  receiver.script({ status: 500, headers: { "retry-after": "2" } });
  const { id } = await subscribe(twin, receiver.url);
  const event = await send(twin, { type: "invoice.paid", data: {} });
  const waiting = await deliveryIn("retrying", event.id);
  await call(twin, "POST", `/deliveries/${waiting.id}/cancel`);
  await call(twin, "POST", `/deliveries/${waiting.id}/cancel`, undefined, 409);
  receiver.script({});
  // When a later event arrives, the queue has passed the cancelled delivery.
  const marker = await send(twin, { type: "marker", data: {} });
  await becomes(twin, marker.id, "delivered");
  await call(twin, "POST", `/deliveries/${waiting.id}/retry`, undefined, 202);
  await becomes(twin, event.id, "delivered");
  expect(receiver.requests.filter(({ headers }) => headers["webhook-id"] === event.id)).toHaveLength(2);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 40_000);

test("an event for an inactive subscription is recorded, and can be retried once the subscription is active", async () => {
  const { id } = await subscribe(twin, receiver.url, { active: false });
  const event = await send(twin, { type: "invoice.paid", data: {} });
  expect(event).toMatchObject({ deliveries: 0, skipped: 1 });
  const skipped = await deliveryOf(event.id);
  expect([skipped.state, skipped.attemptCount]).toEqual(["skipped", 0]);
  await call(twin, "POST", `/deliveries/${skipped.id}/retry`, undefined, 409);
  await call(twin, "PATCH", `/subscriptions/${id}`, { active: true });
  await call(twin, "POST", `/deliveries/${skipped.id}/retry`, undefined, 202);
  await becomes(twin, event.id, "delivered");
  expect(receiver.requests).toHaveLength(1);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 40_000);

const run = (command: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const shell = execFile("sh", ["-s"], (error) => (error ? reject(error) : resolve()));
    shell.stdin?.end(command);
  });
