import { describe, expect, it } from "vitest";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { decodePage, PAGE_SIZE } from "../../../lib/core/fan-out/page.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** The tenant `acme` with this many subscriptions. */
function withSubscriptions(count: number) {
  let nowMs = NOW;
  const pipeline = memoryPipeline({ now: () => nowMs, sender });
  const { world, deliveries, pages } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const ids = Array.from({ length: count }, () => subscriptionOf().id);
  for (const id of ids) world.subscriptions.put(`acme/${id}`, subscriptionOf({ id }));
  const post = async (body: object) => {
    const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body) });
    const answer = await pipeline.ingest(request, invocationContext());
    return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? "null") };
  };
  const fanOutAll = async () => {
    while ((await pollOnce(pages, pipeline.fanOut)) > 0);
  };
  const queued = () => deliveries.receive(100_000).flatMap(({ body }) => decodeTask(body)?.subscriptionId ?? []);
  const waitingPages = () => pages.receive(1_000).flatMap(({ body }) => decodePage(body) ?? []);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...pipeline, ids, post, fanOutAll, queued, waitingPages, pass };
}

const MANY = 2 * PAGE_SIZE + 1;

describe("an event with thousands of subscriptions", () => {
  it("is accepted with its exact number of deliveries, and queued in pages", async () => {
    const { ids, post, waitingPages, deliveries } = withSubscriptions(MANY);
    expect(await post({ type: "a", data: 1 })).toMatchObject({ status: 202, body: { deliveries: MANY } });
    const pages = waitingPages();
    expect([pages.map(({ subscriptionIds }) => subscriptionIds.length), deliveries.size()]).toEqual([
      [PAGE_SIZE, PAGE_SIZE, 1],
      0,
    ]);
    expect(pages.flatMap(({ subscriptionIds }) => subscriptionIds).toSorted()).toEqual(ids.toSorted());
  });

  it("reaches each subscription once", async () => {
    const { ids, post, fanOutAll, queued } = withSubscriptions(MANY);
    await post({ type: "a", data: 1 });
    await fanOutAll();
    expect(queued().toSorted()).toEqual(ids.toSorted());
  });

  it.each(["before", "after"] as const)("loses none if sending fails %s it took effect", async (when) => {
    const { ids, world, post, fanOutAll, queued, pass } = withSubscriptions(MANY);
    world.faults.failNext("sendPages", { when });
    expect((await post({ type: "a", id: "x", data: 1 })).status).toBe(503);
    expect((await post({ type: "a", id: "x", data: 1 })).status).toBe(202);
    world.faults.failNext("send", { when });
    await fanOutAll();
    pass(10_000);
    await fanOutAll();
    const reached = new Set(queued());
    expect([...reached].toSorted()).toEqual(ids.toSorted());
  });
});

describe("a request with many deliveries", () => {
  it.each([
    [100, 1, 0],
    [101, 1, 1],
    [11, 9, 0],
    [11, 10, 10],
    [10, 100, 0],
  ])("to %d subscriptions, for %d events, is queued in %d pages", async (subscriptions, events, pages) => {
    const { post, waitingPages, deliveries } = withSubscriptions(subscriptions);
    await post({ events: Array.from({ length: events }, (_, n) => ({ type: "a", data: n })) });
    expect(waitingPages()).toHaveLength(pages);
    expect(deliveries.size()).toBe(pages === 0 ? subscriptions * events : 0);
  });
});

it("a message that is no page stays in the queue", async () => {
  const { pages, fanOutAll } = withSubscriptions(0);
  pages.send("x");
  await fanOutAll();
  expect(pages.size()).toBe(1);
});
