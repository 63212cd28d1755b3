import { describe, expect, it } from "vitest";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import { MAX_ORDERED } from "../../../lib/core/subscription/subscription-quota.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };

async function ordering() {
  const api = await memoryApiWithTenant();
  const { call, key } = api;
  return {
    ...api,
    create: (body: object) => call("POST /api/v1/subscriptions", { key, body: { ...hook, ...body } }),
    patch: (id: string, body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body }),
  };
}

/** The deliveries of an event after a first attempt that failed. */
const triedOf = (event: EventRecord): Delivery[] =>
  event.subscriptionIds.map((id) => ({ ...untried(event, id), state: "retrying", attempts: 1 }));

const KEYED = { ordered: true, orderingKey: "data.customerId" };

describe("an ordered subscription", () => {
  it.each([{ ordered: true }, KEYED])("is created with %j, and shows it", async (fields) => {
    const { create, call, key } = await ordering();
    const made = await create(fields);
    expect([made.status, made.body]).toMatchObject([201, fields]);
    const { body } = await call("GET /api/v1/subscriptions/{id}", { key, id: made.body.id });
    expect(body).toMatchObject(fields);
  });

  it.each([{}, { ordered: false }])("isn't created with %j", async (fields) => {
    const { create } = await ordering();
    const { status, body } = await create(fields);
    expect([status, "ordered" in body]).toEqual([201, false]);
  });

  it.each([
    ["a stream", { ordered: true, pull: true, url: undefined }, "/ordered"],
    ["a key, and isn't ordered", { orderingKey: "data.a" }, "/orderingKey"],
    ["a key, and ordered: false", { ordered: false, orderingKey: "data.a" }, "/orderingKey"],
    ["a value that is no boolean", { ordered: "yes" }, "/ordered"],
    ["a key that isn't CEL", { ordered: true, orderingKey: "data." }, "/orderingKey"],
    ["a key that is a list", { ordered: true, orderingKey: "[1]" }, "/orderingKey"],
  ])("is rejected if it has %s", async (_case, fields, path) => {
    const { create } = await ordering();
    const { status, body } = await create(fields);
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
  });

  it("learns the position of a mistake in its key", async () => {
    const { create } = await ordering();
    const { body } = await create({ ordered: true, orderingKey: "date.customerId" });
    expect(body.errors).toEqual([{ path: "/orderingKey", message: expect.stringContaining("(at position 0)") }]);
  });

  it.each([
    [KEYED, { ordered: false }, "/ordered"],
    [KEYED, { orderingKey: "data.other" }, "/orderingKey"],
    [KEYED, { orderingKey: null }, "/orderingKey"],
    [{ ordered: true }, { orderingKey: "data.a" }, "/orderingKey"],
    [{}, { ordered: true }, "/ordered"],
  ])("with %j can't be changed by %j", async (fields, change, path) => {
    const { create, patch } = await ordering();
    const { id } = (await create(fields)).body;
    const { status, body } = await patch(id, change);
    expect([status, body.errors]).toEqual([422, expect.arrayContaining([{ path, message: "can't be changed" }])]);
  });

  it.each([
    [KEYED, KEYED],
    [{ ordered: true }, { ordered: true, orderingKey: null }],
    [{}, { ordered: false, orderingKey: null }],
  ])("with %j accepts %j, which changes nothing", async (fields, change) => {
    const { create, patch } = await ordering();
    const { id } = (await create(fields)).body;
    const { status, body } = await patch(id, { ...change, name: "mine" });
    expect([status, body]).toMatchObject([200, { ...fields, name: "mine" }]);
  });

  it(`is rejected if the tenant has ${MAX_ORDERED} of them, and others aren't`, async () => {
    const { create, call, key } = await ordering();
    const made = [];
    for (let n = 0; n < MAX_ORDERED; n++) made.push((await create({ ordered: true })).body.id);
    const { status, body } = await create({ ordered: true });
    expect([status, body.detail]).toEqual([409, expect.stringContaining(`has ${MAX_ORDERED} ordered subscriptions`)]);
    expect((await create({})).status).toBe(201);
    await call("DELETE /api/v1/subscriptions/{id}", { key, id: made[0] });
    expect((await create({ ordered: true })).status).toBe(201);
  });
});

describe("a request that concerns an ordered subscription", () => {
  it.each([
    ["changes its pace", { rateLimit: { perSecond: 5 } }],
    ["switches it off", { active: false }],
    ["moves it", { url: "https://receiver.example/new" }],
  ])("wakes its lanes when it %s", async (_case, change) => {
    const { create, patch, wakes } = await ordering();
    const { id } = (await create({ ordered: true })).body;
    const other = (await create({})).body.id;
    await patch(other, change);
    expect(wakes).toEqual([]);
    await patch(id, change);
    expect(wakes).toMatchObject([{ tenantId: "acme", subscriptionId: id }]);
  });

  it.each(["DELETE /api/v1/subscriptions/{id}", "POST /api/v1/subscriptions/{id}/resume"])(
    "wakes its lanes: %s",
    async (route) => {
      const { create, call, key, wakes } = await ordering();
      const { id } = (await create({ ordered: true })).body;
      await call(route, { key, id });
      expect(wakes).toMatchObject([{ tenantId: "acme", subscriptionId: id }]);
    },
  );

  it.each([1, 30])("wakes its lanes if it erases an event that was tried, with %i more recipients", async (more) => {
    const { create, call, key, wakes, world } = await ordering();
    const { id } = (await create({ ordered: true })).body;
    for (let n = 0; n < more; n++) await create({});
    const send = async () => (await call("POST /api/v1/events", { key, body: { type: "a", data: 1 } })).body.id;
    const erase = (event: string) => call("DELETE /api/v1/events/{id}/content", { key, id: event });
    expect((await erase(await send())).status).toBe(204);
    expect(wakes).toEqual([]);
    const event = await send();
    for (const row of world.events
      .values()
      .filter((one) => one.id === event)
      .flatMap(triedOf)) {
      world.deliveries.put(row.id, row);
    }
    await erase(event);
    expect(wakes).toEqual([{ tenantId: "acme", subscriptionId: id }]);
    await erase(event);
    expect(wakes).toHaveLength(1);
  });

  it("leaves its lanes alone if it only changes a name: a look would be an early attempt", async () => {
    const { create, patch, wakes } = await ordering();
    await patch((await create({ ordered: true })).body.id, { name: "mine" });
    expect(wakes).toEqual([]);
  });

  it("succeeds even if its lanes can't be woken at once", async () => {
    const { create, patch, world, lines } = await ordering();
    const { id } = (await create({ ordered: true })).body;
    world.faults.failNext("sendWakes", { when: "before" });
    expect((await patch(id, { active: true })).status).toBe(200);
    expect(lines).toMatchObject([{ level: "ERROR", id }]);
  });
});
