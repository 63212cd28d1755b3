import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { describe, expect, test, vi } from "vitest";
import { call, request, type Subscribed, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { putOnBus } from "./support/operator-clients.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

async function subscribed(more: object = {}): Promise<Subscribed & { remove(): Promise<void> }> {
  const subscription = await subscribe(twin, `${receiver.url}/hooks`, more);
  return { ...subscription, remove: () => call(twin, "DELETE", `/subscriptions/${subscription.id}`, undefined, 204) };
}

test("an event sent to the API arrives signed, with its data unchanged", async () => {
  const { secret, remove } = await subscribed();
  const raw = '{"type":"invoice.paid","data":{"id":12345678901234567890,"price":1.10}}';
  const accepted = await request(twin, "POST", "/events", { body: raw });
  expect(accepted.status).toBe(202);
  const { id } = accepted.body;
  const [post] = await receiver.received(1);
  const body = post?.body.toString() ?? "";
  expect(post?.headers["webhook-id"]).toBe(id);
  expect(() => new Webhook(secret).verify(body, post?.headers as Record<string, string>)).not.toThrow();
  expect(body).toContain('"data":{"id":12345678901234567890,"price":1.10}');
  await becomes(twin, id, "delivered");
  await remove();
});

test("a failed delivery is retried", async () => {
  receiver.script((_request, nth) => (nth < 3 ? { status: 503 } : {}));
  const { remove } = await subscribed();
  const { id } = await send(twin, { type: "invoice.paid", data: {} });
  const requests = await receiver.received(3);
  expect(new Set(requests.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([id]));
  await becomes(twin, id, "delivered");
  await remove();
});

test("an event put on the bus arrives", async () => {
  const { remove } = await subscribed();
  await putOnBus(twin, "order.placed", { tenantId: twin.tenantId, data: { via: "bus" } });
  const [post] = await receiver.received(1);
  expect(JSON.parse(post?.body.toString() ?? "")).toMatchObject({ type: "order.placed", data: { via: "bus" } });
  await remove();
});

test("the twin file tells the user's programs, and nobody else, how to reach the twin", () => {
  const path = join(twin.dataDir, "twin.json");
  const { api, console, adminKey, tenantId, apiKey, aws, bus, region } = twin;
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    api,
    console,
    adminKey,
    tenantId,
    apiKey,
    aws,
    bus,
    region,
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the console host serves the same routes as the API host", async () => {
  expect(twin.console).not.toBe(twin.api);
  const forConsole = { ...twin, api: twin.console };
  const { id, remove } = await subscribed();
  expect(await call(forConsole, "GET", `/subscriptions/${id}`)).toEqual(
    await call(twin, "GET", `/subscriptions/${id}`),
  );
  await remove();
  const logs = ["api", "console"].map((host) => join(twin.dataDir, "logs", `posthorn-dev-${host}.access.log`));
  await vi.waitFor(() => {
    for (const log of logs) expect(readFileSync(log, "utf8")).toContain(`/api/v1/subscriptions/${id}`);
  });
});

test("only the user can read the databases, which hold secrets and customers' data", () => {
  const folder = join(twin.dataDir, "aws");
  const files = readdirSync(folder).filter((name) => name.includes(".sqlite"));
  expect(files).toEqual(expect.arrayContaining(["dynamodb.sqlite", "secrets.sqlite", "sqs.sqlite"]));
  for (const name of files) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
});

test("the resource types that do not run are listed", () => {
  expect([...twin.notRun.keys()].sort()).toEqual([]);
});

test("the twin has reported no problem so far", () => {
  expect(twin.warnings).toEqual([]);
});

test("a second twin cannot use the folder", async () => {
  await expect(twin.start()).rejects.toMatchObject({
    name: "CannotStart",
    message: `another twin uses ${twin.dataDir}: stop it, or choose another folder with --data`,
  });
});

describe("a restart", () => {
  test("keeps keys, subscriptions and waiting deliveries", async () => {
    const { apiKey, adminKey } = twin;
    receiver.script({ status: 500 });
    const { id: subscriptionId, remove } = await subscribed();
    const { id } = await send(twin, { type: "invoice.paid", data: {} });
    await receiver.received(1);
    await twin.stop();
    receiver.script({});
    receiver.requests.length = 0;
    await twin.start();
    expect([twin.apiKey, twin.adminKey]).toEqual([apiKey, adminKey]);
    expect(await call(twin, "GET", `/subscriptions/${subscriptionId}`)).toMatchObject({ id: subscriptionId });
    const [post] = await receiver.received(1);
    expect(post?.headers["webhook-id"]).toBe(id);
    await remove();
  });
});
