import { describe, expect, it } from "vitest";
import { abandonWaiting } from "../../../lib/core/delivery/abandoning.ts";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { eventAt } from "../../support/contracts/sample-records.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { pulling, STREAM_START_MS } from "../../support/memory/memory-pulling.ts";

describe("a pull subscription", () => {
  it("has no URL, and its deliveries are recorded but not queued", async () => {
    const { view, call, key, id, send, deliveries, stateOf } = await pulling();
    expect(view).toMatchObject({ pull: true, active: true });
    expect(view).not.toHaveProperty("url");
    const eventId = await send();
    expect((await call("GET /api/v1/events/{id}", { key, id: eventId })).body.deliveries).toBe(1);
    expect([deliveries.size(), stateOf(eventId)]).toEqual([0, "pending"]);
    expect((await call("GET /api/v1/subscriptions/{id}", { key, id })).body).not.toHaveProperty("url");
  });

  it("gets its delivery beside queued and skipped deliveries", async () => {
    const { create, id, send, call, key, deliveries } = await pulling();
    const url = "https://receiver.example/hook";
    const queued = (await create({ url })).body.id;
    const skipped = (await create({ url, active: false })).body.id;
    const off = (await create({ pull: true, active: false })).body.id;
    const eventId = await send();
    expect(deliveries.size()).toBe(1);
    const { data } = (await call("GET /api/v1/events/{id}/deliveries", { key, id: eventId })).body;
    const states = new Map(data.map((delivery: Delivery) => [delivery.subscriptionId, delivery.state]));
    expect([id, queued, skipped, off].map((one) => states.get(one))).toEqual([
      "pending",
      "pending",
      "skipped",
      "skipped",
    ]);
    expect((await call("GET /api/v1/events/{id}", { key, id: eventId })).body).toMatchObject({
      deliveries: 2,
      skipped: 2,
    });
  });

  it.each([
    ["a URL", { pull: true, url: "https://receiver.example/hook" }, "/url"],
    ["sensitive headers", { pull: true, headers: { a: "b" }, sensitiveHeaders: ["a"] }, "/sensitiveHeaders"],
    ["neither a URL nor pull", {}, "/url"],
    ["no URL, and pull: false", { pull: false }, "/url"],
  ])("is rejected with %s", async (_case, body, path) => {
    const { create } = await pulling();
    const answer = await create(body);
    expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
  });

  it("stays a pull subscription", async () => {
    const { call, key, id, create } = await pulling();
    const patch = (of: string, body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id: of, body });
    expect((await patch(id, { url: "https://receiver.example/hook" })).body.errors[0].path).toBe("/url");
    expect((await patch(id, { pull: false })).status).toBe(422);
    expect((await patch(id, { name: "mine" })).body).toMatchObject({ pull: true, name: "mine" });
    const posted = (await create({ url: "https://receiver.example/hook" })).body.id;
    expect((await patch(posted, { pull: true })).status).toBe(422);
  });

  it("is rejected by every operation that POSTs", async () => {
    const { call, key, id, send, deliveries } = await pulling();
    const delivery = deliveryId((await send()).slice("evt_".length), id);
    const answers = [
      await call("POST /api/v1/subscriptions/{id}/test", { key, id }),
      await call("POST /api/v1/deliveries/{id}/retry", { key, id: delivery }),
      await call("GET /api/v1/deliveries/{id}/attempts/{number}/request", {
        key,
        id: delivery,
        params: { number: "1" },
      }),
      await call("GET /api/v1/deliveries/{id}/attempts/{number}/curl", { key, id: delivery, params: { number: "1" } }),
    ];
    expect(answers.map(({ status, body }) => [status, body.detail])).toEqual(
      answers.map(() => [409, expect.stringContaining("pull subscription")]),
    );
    expect(deliveries.size()).toBe(0);
  });

  it.each([
    ["before its row is written", "replaceDeliveries", "before"],
    ["after its row is written", "replaceDeliveries", "after"],
    ["before the event's row is written", "putEvents", "before"],
    ["after the event's row is written", "putEvents", "after"],
  ] as const)("gets once what is sent again after a fault %s", async (_case, operation, when) => {
    const { call, key, world, send, shown } = await pulling();
    world.faults.failNext(operation, { when });
    const body = { id: "order-1", type: "a", data: { n: 1 } };
    expect((await call("POST /api/v1/events", { key, body })).status).toBe(503);
    expect(await shown()).toEqual(when === "after" && operation === "putEvents" ? ["order-1"] : []);
    expect(await send(body)).toBe("order-1");
    expect(await shown()).toEqual(["order-1"]);
  });

  it("leaves no waiting deliveries when it is deleted", async () => {
    const { call, key, id, send, stateOf, page } = await pulling();
    const [first, second] = [await send(), await send()];
    await page({ after: (await page({ limit: "1" })).next });
    await call("DELETE /api/v1/subscriptions/{id}", { key, id });
    expect([stateOf(first), stateOf(second)]).toEqual(["delivered", "cancelled"]);
  });

  it("leaves none of a long stream either, as far as time allows", async () => {
    const { world, id } = await pulling();
    for (let n = 0; n < 600; n++) {
      const event = eventAt("acme", STREAM_START_MS + n, { subscriptionIds: [id] });
      world.deliveries.put(deliveryId(event.ulid, id), untried(event, id));
    }
    const waiting = () => world.deliveries.values().filter(({ state }) => state === "pending").length;
    const ports = { log: memoryLogReader(world), editor: memoryDeliveryEditor(world) };
    const key = { tenantId: "acme", subscriptionId: id };
    await abandonWaiting({ ...ports, now: hurried() })(key);
    expect(waiting()).toBe(350);
    await abandonWaiting({ ...ports, now: () => STREAM_START_MS })(key);
    expect(waiting()).toBe(0);
  });
});

/** A clock that goes a minute further whenever it is looked at. */
function hurried(): () => number {
  let nowMs = STREAM_START_MS;
  return () => {
    nowMs += 60_000;
    return nowMs;
  };
}
