import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { attemptAt, eventAt } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { type Receiver, startReceiver } from "../../support/receivers/receiver.ts";

const CURL = "GET /api/v1/deliveries/{id}/attempts/{number}/curl";
const REQUEST = "GET /api/v1/deliveries/{id}/attempts/{number}/request";
const sh = promisify(execFile);

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

/** A delivery that was tried once, at a URL that has been changed since. */
async function tried(data: string, fields: object = {}, kept: Partial<Attempt> = {}) {
  const { world, call, otherKey, ...tenant } = await memoryApiWithTenant("manage", { now: Date.now });
  const body = { url: "https://moved.example/hook", events: ["*"], headers: { "X-It's": "o'k" }, ...fields };
  const { id: subscriptionId, secret } = (await call("POST /api/v1/subscriptions", { key: tenant.key, body })).body;
  const event = keepEvent(world, eventAt("acme", Date.now(), { data, subscriptionIds: [subscriptionId] }));
  const id = deliveryId(event.ulid, subscriptionId);
  world.deliveries.put(id, { ...untried(event, subscriptionId), attempts: 1, state: "exhausted" });
  const keep = (fields: Partial<Attempt>) =>
    world.attempts.put(`${id}/1`, {
      deliveryId: id,
      attempt: attemptAt(Date.now(), { url: `${receiver.url}/old`, ...fields }),
    });
  keep(kept);
  const read = (route: string, number = "1", key = tenant.key) => call(route, { key, id, params: { number } });
  const curl = (number?: string, key?: string) => read(CURL, number, key);
  const sent = (number?: string, key?: string) => read(REQUEST, number, key);
  const change = (body: object) =>
    call("PATCH /api/v1/subscriptions/{id}", { key: tenant.key, id: subscriptionId, body });
  return { world, keep, curl, sent, change, otherKey, event, subscriptionId, secret };
}

describe("a command that repeats an attempt", () => {
  it.each([
    ["plain", '{"n":1.0,"big":12345678901234567890}'],
    ["with quotes and line ends", `{"a":"it's \\"so\\"",\n\t"b":"$(x) \`y\` !z \u2028 😀"}`],
    ["of 256 KiB", JSON.stringify("'é".repeat(80_000))],
  ])("sends data %s to the old URL, signed with the current secret", async (_case, data) => {
    const { curl, secret } = await tried(data);
    const { status, headers, text } = await curl();
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    await run(text);
    const request = receiver.requests.at(-1);
    expect([request?.method, request?.path, request?.headers["x-it's"]]).toEqual(["POST", "/old", "o'k"]);
    expect(request?.headers["user-agent"]).toContain("Posthorn");
    new Webhook(secret).verify(String(request?.body), request?.headers as Record<string, string>);
    expect(String(request?.body)).toContain(data);
  });

  it("masks a secret that is sent itself", async () => {
    const { curl, secret } = await tried('{"workflow":{}}', { dialect: "outtake" });
    const { text } = await curl();
    expect(text).toContain(`x-outtake-secret: ${MASKED}`);
    expect(text).not.toContain(secret);
  });

  it("is not available for a deleted subscription, or for an event without its content", async () => {
    const { world, curl, event, subscriptionId } = await tried("{}");
    keepEvent(world, { ...event, contentErasedAt: event.receivedAt });
    expect((await curl()).status).toBe(409);
    keepEvent(world, event);
    world.subscriptions.delete(`acme/${subscriptionId}`);
    expect((await curl()).status).toBe(409);
  });

  it("is not available for an unknown attempt, or for another tenant's attempt", async () => {
    const { curl, otherKey } = await tried("{}");
    expect([(await curl("2")).status, (await curl("01")).status, (await curl("1", otherKey)).status]).toEqual([
      404, 404, 404,
    ]);
  });
});

describe("the request of an attempt", () => {
  const DATA = '{"n":1.0,"big":12345678901234567890}';
  const HEADERS = { "x-sent": "then" };

  /** A delivery whose attempt sent the body of the event in a dialect. */
  async function sentAs(dialect: string) {
    const made = await tried(DATA, { dialect }, { requestHeaders: HEADERS });
    const { body } = (await made.sent()).body;
    made.keep({ requestHeaders: HEADERS, bodyDigest: `sha256:${hash("sha256", body)}` });
    return { ...made, body };
  }

  it.each(["standard", "agents"])(
    "has the recorded URL and headers, and the body as it was sent: %s",
    async (dialect) => {
      const { sent, body } = await sentAs(dialect);
      expect((await sent()).body).toEqual({ url: `${receiver.url}/old`, headers: HEADERS, body, asSent: true });
      expect(body).toContain('"n":1');
    },
  );

  it("says when the subscription has changed so that its body would be another", async () => {
    const { sent, change, body } = await sentAs("standard");
    await change({ name: "renamed" });
    expect((await sent()).body).toMatchObject({ body, asSent: true });
    await change({ dialect: "witn" });
    const { body: answer } = await sent();
    expect(answer).toMatchObject({ headers: HEADERS, asSent: false });
    expect(answer.body).not.toBe(body);
  });

  it("is not available for a deleted subscription, an erased event, an unknown attempt, or another tenant's", async () => {
    const { world, sent, event, otherKey, subscriptionId } = await tried(DATA);
    expect([(await sent("2")).status, (await sent("1", otherKey)).status]).toEqual([404, 404]);
    keepEvent(world, { ...event, contentErasedAt: event.receivedAt });
    expect((await sent()).status).toBe(409);
    keepEvent(world, event);
    world.subscriptions.delete(`acme/${subscriptionId}`);
    expect((await sent()).status).toBe(409);
  });
});

async function run(command: string): Promise<void> {
  const child = sh("sh", ["-s"]);
  child.child.stdin?.end(command);
  expect((await child).stdout).toContain("200");
}
