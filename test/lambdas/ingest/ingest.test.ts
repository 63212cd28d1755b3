import { describe, expect, it } from "vitest";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { Role } from "../../../lib/core/model/api-key.ts";
import { deliveryAt } from "../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";
import type { MemoryWorld } from "../../support/memory/memory-world.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

const eventIn = (world: MemoryWorld, id: string) => world.events.values().find((event) => event.id === id);

/** A pipeline with the tenant `acme`, a key of the role, and the subscriptions. */
function pipelineWith(role: Role = "producer", subscriptions = [subscriptionOf()]) {
  const pipeline = memoryPipeline({ now: () => NOW, sender });
  const { world } = pipeline;
  const { keyId, secretHash, text } = newApiKey("acme");
  const createdAt = new Date(NOW).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role, secretHash, createdAt });
  for (const s of subscriptions) world.subscriptions.put(`${s.tenantId}/${s.id}`, s);
  const post = async (body: unknown, headers: Record<string, string> = {}, key = text) => {
    const raw = typeof body === "string" ? body : JSON.stringify(body);
    const request = httpRequest({ route: "POST /api/v1/events", key, body: raw, headers });
    const answer = await pipeline.ingest(request, invocationContext());
    return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? "null"), headers: answer?.headers };
  };
  const queued = () => pipeline.deliveries.receive(1000).map(({ body }) => decodeTask(body));
  return { ...pipeline, post, queued, key: text };
}

describe("an event over the HTTP API", () => {
  it("is queued once for each subscription that matches, and stored", async () => {
    const wanting = subscriptionOf({ events: ["invoice.*"] });
    const others = [
      subscriptionOf({ events: ["user.*"] }),
      subscriptionOf({ active: false }),
      subscriptionOf({ tenantId: "other" }),
    ];
    const { post, queued, world } = pipelineWith("producer", [wanting, ...others]);
    const { status, body } = await post('{"type":"invoice.paid","data":{"n":12345678901234567890 }}');
    expect({ status, body }).toEqual({
      status: 202,
      body: { id: body.id, deliveries: 1, skipped: 1, duplicate: false },
    });
    const tasks = queued();
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({
      subscriptionId: wanting.id,
      event: { id: body.id, tenantId: "acme", type: "invoice.paid", data: '{"n":12345678901234567890 }' },
    });
    expect(eventIn(world, body.id)).toMatchObject({
      subscriptionIds: [wanting.id, others[1]?.id],
      skipped: 1,
    });
  });

  it("that no subscription matches is accepted and stored", async () => {
    const { post, world } = pipelineWith("producer", []);
    const { status, body } = await post({ type: "a", data: null });
    expect([status, body.deliveries]).toEqual([202, 0]);
    expect(eventIn(world, body.id)?.data).toBe("null");
  });

  it.each([
    ["its own id", { id: "order-1" }, {}],
    ["an idempotency key", {}, { "idempotency-key": "k-1" }],
  ])("with %s is a duplicate the second time", async (_case, fields, headers) => {
    const { post, queued } = pipelineWith();
    const event = { type: "a", data: 1, ...fields };
    const first = await post(event, headers);
    const second = await post(event, headers);
    expect(second.body).toEqual({ ...first.body, duplicate: true });
    expect(queued()).toHaveLength(1);
  });

  it("with the id of another event is rejected", async () => {
    const { post, queued } = pipelineWith();
    await post({ type: "a", data: 1, id: "x" });
    const { status, body } = await post({ type: "a", data: 2, id: "x" });
    expect([status, body.errors]).toEqual([409, [{ path: "/id", message: "was used for another event" }]]);
    expect(queued()).toHaveLength(1);
  });

  it("reaches a subscription that was just created", async () => {
    const { post, world } = pipelineWith("producer", []);
    expect((await post({ type: "a", data: 1 })).body.deliveries).toBe(0);
    const subscription = subscriptionOf();
    world.subscriptions.put(`acme/${subscription.id}`, subscription);
    const tenant = world.tenants.get("acme");
    if (tenant) world.tenants.put("acme", { ...tenant, version: tenant.version + 1 });
    expect((await post({ type: "a", data: 1 })).body.deliveries).toBe(1);
  });
});

describe("a delivery to an inactive subscription", () => {
  const off = subscriptionOf({ active: false, events: ["a"] });

  it("is recorded as skipped, and never queued", async () => {
    const { post, queued, world } = pipelineWith("producer", [off, subscriptionOf({ active: false, filter: "false" })]);
    const { body } = await post({ type: "a", data: 1 });
    expect([body.deliveries, body.skipped, queued()]).toEqual([0, 1, []]);
    expect(world.deliveries.values()).toMatchObject([
      {
        id: deliveryId(eventIn(world, body.id)?.ulid ?? "", off.id),
        state: "skipped",
        run: 0,
        attempts: 0,
        eventId: body.id,
        type: "a",
      },
    ]);
  });

  it("is reported again when the producer repeats the request", async () => {
    const { post, world } = pipelineWith("producer", [off]);
    const event = { type: "a", data: 1, id: "x" };
    const { body } = await post(event);
    expect((await post(event)).body).toEqual({ ...body, duplicate: true });
    expect(world.deliveries.values()).toHaveLength(1);
  });

  it("does not overwrite what an earlier try of the same request queued", async () => {
    const { post, world } = pipelineWith("producer", [off]);
    world.faults.failNext("putEvents", { when: "before" });
    expect((await post({ type: "a", data: 1, id: "x" })).status).toBe(503);
    const [claim] = world.claims.values();
    const id = deliveryId(claim?.ulid ?? "", off.id);
    const delivered = { ...deliveryAt(off, NOW), id, state: "delivered" as const };
    world.deliveries.put(id, delivered);
    expect((await post({ type: "a", data: 1, id: "x" })).status).toBe(202);
    expect(world.deliveries.values()).toEqual([delivered]);
  });

  it("that can't be recorded is not accepted", async () => {
    const { post, world } = pipelineWith("producer", [off]);
    world.faults.failNext("replaceDeliveries", { when: "before" });
    expect((await post({ type: "a", data: 1 })).status).toBe(503);
    expect(world.events.values()).toEqual([]);
  });
});

describe("a list of events", () => {
  it("is accepted as a whole, each event with its own text", async () => {
    const { post, queued } = pipelineWith();
    const { status, body } = await post('{"events":[{"type":"a","data": 1.0},{"data":-0,"type":"b"}]}');
    expect(status).toBe(202);
    expect(body.events).toHaveLength(2);
    expect(queued().map((task) => task?.event.data)).toEqual(["1.0", "-0"]);
  });

  it("may contain an event twice", async () => {
    const { post, queued } = pipelineWith();
    const event = { type: "a", data: 1, id: "x" };
    const { body } = await post({ events: [event, event] });
    expect(body.events.map((e: { duplicate: boolean }) => e.duplicate)).toEqual([false, true]);
    expect(queued()).toHaveLength(1);
  });

  it("with one bad event changes nothing", async () => {
    const { post, queued, world } = pipelineWith();
    const { status, body } = await post({ events: [{ type: "a", data: 1 }, { type: "b  c" }] });
    expect(status).toBe(422);
    expect(body.errors.map((e: { path: string }) => e.path)).toEqual(["/events/1/type", "/events/1/data"]);
    expect([queued().length, world.events.values().length]).toEqual([0, 0]);
  });
});

describe("a rejected request", () => {
  const big = "x".repeat(256 * 1024);

  it.each([
    ["no JSON", "{", 400, ""],
    ["no object", "[]", 422, ""],
    ["no type", '{"data":1}', 422, "/type"],
    ["no data", '{"type":"a"}', 422, "/data"],
    ["an unknown field", '{"type":"a","data":1,"tenantId":"other"}', 422, "/tenantId"],
    ["an id with a dot", '{"type":"a","data":1,"id":"a.b"}', 422, "/id"],
    ["an invalid time", '{"type":"a","data":1,"occurredAt":"yesterday"}', 422, "/occurredAt"],
    [
      "a time of a year with five digits",
      '{"type":"a","data":1,"occurredAt":"9999-12-31T23:59:59-10:00"}',
      422,
      "/occurredAt",
    ],
    ["no events", '{"events":[]}', 422, "/events"],
    [
      "too many events",
      JSON.stringify({ events: Array.from({ length: 101 }, () => ({ type: "a", data: 1 })) }),
      422,
      "/events",
    ],
    ["events beside a type", '{"events":[{"type":"a","data":1}],"type":"a"}', 422, "/type"],
    ["too much data", `{"type":"a","data":"${big}"}`, 413, "/data"],
  ])("with %s names the field", async (_case, body, status, path) => {
    const { post, queued, world } = pipelineWith();
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers?.["content-type"]).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status, errors: [{ path }] });
    expect([queued().length, world.events.values().length]).toEqual([0, 0]);
  });

  it("takes data of exactly 256 KiB", async () => {
    const { post } = pipelineWith();
    expect((await post(`{"type":"a","data":"${big.slice(2)}"}`)).status).toBe(202);
  });

  it.each(["", "Bearer", "ph_acme-00000000_00", "sk_1"])("with the key %j is 401", async (key) => {
    const { post } = pipelineWith();
    expect((await post({ type: "a", data: 1 }, {}, key)).status).toBe(401);
  });

  it("with a wrong secret is 401, even when the body is bad too", async () => {
    const { post, key } = pipelineWith();
    const wrong = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
    expect((await post("{", {}, wrong)).status).toBe(401);
  });

  it("with a key that may only read is 403", async () => {
    const { post } = pipelineWith("read");
    expect((await post({ type: "a", data: 1 })).status).toBe(403);
  });

  it("with an idempotency key that is unusable is 422", async () => {
    const { post } = pipelineWith();
    expect((await post({ type: "a", data: 1 }, { "idempotency-key": "a b" })).status).toBe(422);
  });
});

describe("a failure inside Posthorn", () => {
  it.each(["admit", "listSubscriptions", "send", "putEvents"] as const)(
    "in %s is 503, and nothing is said to be accepted",
    async (operation) => {
      const { post, world } = pipelineWith();
      world.faults.failNext(operation, { when: "before" });
      const { status, body } = await post({ type: "a", data: 1 });
      expect(status).toBe(503);
      expect(JSON.stringify(body)).not.toContain("injected");
    },
  );

  it("between queue and row causes a duplicate, never a loss", async () => {
    const { post, world, queued } = pipelineWith();
    world.faults.failNext("putEvents", { when: "before" });
    const event = { type: "a", data: 1, id: "x" };
    expect((await post(event)).status).toBe(503);
    expect((await post(event)).body.duplicate).toBe(true);
    const tasks = queued();
    expect(tasks).toHaveLength(2);
    expect(new Set(tasks.map((task) => task?.deliveryId)).size).toBe(1);
  });

  it("is not cached as a tenant without subscriptions", async () => {
    const { post, world } = pipelineWith();
    world.faults.failNext("listSubscriptions", { when: "before" });
    await post({ type: "a", data: 1 });
    expect((await post({ type: "a", data: 1 })).body.deliveries).toBe(1);
  });
});
