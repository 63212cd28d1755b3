import { describe, expect, it } from "vitest";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { eventAt } from "../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const SINCE = "2025-12-31T00:00:00Z";
const BASE = Date.parse("2025-12-31T12:00:00.000Z");

async function withLog(fields: Partial<Subscription> = {}, options: Parameters<typeof memoryApiWithTenant>[1] = {}) {
  const api = await memoryApiWithTenant("manage", options);
  const { world, call, key } = api;
  const subscription = subscriptionOf({ events: ["a"], ...fields });
  const keyText = `acme/${subscription.id}`;
  world.subscriptions.put(keyText, subscription);
  const happened = (n: number, delivery?: Partial<Delivery>, more: Partial<EventRecord> = {}) => {
    const subscriptionIds = delivery ? [subscription.id] : [];
    const fields = { type: "a", data: `{"n":${n}}`, subscriptionIds, ...more };
    const event = keepEvent(world, eventAt("acme", BASE + n * 1000, fields));
    const row = { ...untried(event, subscription.id), state: "exhausted" as const, ...delivery };
    if (delivery) world.deliveries.put(row.id, row);
    return event;
  };
  const base = { subscriptionId: subscription.id, since: SINCE };
  return {
    ...api,
    subscription,
    happened,
    base,
    edit: (change: Partial<Subscription>) => world.subscriptions.put(keyText, { ...subscription, ...change }),
    create: (body: object = {}, headers: Record<string, string> = {}) =>
      call("POST /api/v1/replays", { key, headers, body: { ...base, ...body } }),
  };
}

describe("a replay over the API", () => {
  it("is started: its message is queued, and it can be read and listed", async () => {
    const { create, call, key, otherKey, slices, base } = await withLog();
    const { status, body } = await create({ types: ["a"], filter: "data.n > 1" });
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^rpl_/),
      ...base,
      since: "2025-12-31T00:00:00.000Z",
      until: AT,
      state: "running",
      progress: { replayed: 0, skipped: 0, scanned: 0 },
      states: ["exhausted", "skipped"],
      types: ["a"],
      filter: "data.n > 1",
      includeUnmatched: false,
      ratePerSecond: 100,
      createdAt: AT,
      updatedAt: AT,
    });
    expect((slices.nextVisibleAtMs() ?? 0) - Date.parse(AT)).toBe(1000);
    expect((await call("GET /api/v1/replays/{id}", { key, id: body.id })).body).toEqual(body);
    expect((await call("GET /api/v1/replays", { key })).body).toEqual({ data: [body], next: null });
    expect((await call("GET /api/v1/replays", { key: otherKey })).body.data).toEqual([]);
    for (const route of ["GET /api/v1/replays/{id}", "POST /api/v1/replays/{id}/cancel"]) {
      expect((await call(route, { key: otherKey, id: body.id })).status).toBe(404);
    }
  });

  it.each([
    ["no time", { since: undefined }, "/since"],
    ["a time in the future", { since: "2026-06-01T00:00:00Z" }, "/since"],
    ["times in the wrong order", { until: "2025-12-30T00:00:00Z" }, "/since"],
    ["a state that isn't final", { states: ["retrying"] }, "/states/0"],
    ["no states", { states: [] }, "/states"],
    ["no types", { types: [] }, "/types"],
    ["an invalid filter", { filter: "data.n >" }, "/filter"],
    ["a rate of 0", { ratePerSecond: 0 }, "/ratePerSecond"],
    ["a rate that is too high", { ratePerSecond: 1001 }, "/ratePerSecond"],
    ["an unknown field", { state: "exhausted" }, "/state"],
  ])("is rejected with %s", async (_name, body, path) => {
    const { create, slices, world } = await withLog();
    const answer = await create(body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    expect([slices.size(), world.replays.values()]).toEqual([0, []]);
  });

  it("is rejected for a subscription that gets no POSTs", async () => {
    const { create, edit, slices } = await withLog();
    expect((await create({ subscriptionId: newId("sub", 0) })).status).toBe(404);
    for (const change of [{ active: false }, { pull: true as const, url: "" }]) {
      edit(change);
      expect((await create()).status).toBe(409);
    }
    expect(slices.size()).toBe(0);
  });

  it("is started once for an idempotency key", async () => {
    const { create, world } = await withLog();
    const first = await create({}, { "idempotency-key": "k" });
    const second = await create({}, { "idempotency-key": "k" });
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(world.replays.values()).toHaveLength(1);
  });

  it.each(["sendSlice", "writeReplay"] as const)(
    "that could not be begun, as %s failed, is not there",
    async (call) => {
      const { create, world } = await withLog();
      world.faults.failNext(call, { when: "before" });
      expect((await create()).status).toBe(503);
      expect(world.replays.values()).toEqual([]);
    },
  );

  it("moves between its states only in the allowed ways", async () => {
    const { create, call, key, slices, edit } = await withLog();
    const { id } = (await create()).body;
    const steer = async (how: string) => {
      const { status, body } = await call(`POST /api/v1/replays/{id}/${how}`, { key, id });
      return [status, body.state ?? body.detail];
    };
    expect(await steer("resume")).toEqual([409, "The replay is running."]);
    expect(await steer("pause")).toEqual([200, "paused"]);
    expect(await steer("pause")).toEqual([409, "The replay is paused."]);
    edit({ active: false });
    expect(await steer("resume")).toEqual([409, "The subscription is inactive."]);
    edit({});
    expect(await steer("resume")).toEqual([200, "running"]);
    expect(slices.size()).toBe(2);
    expect(await steer("cancel")).toEqual([200, "cancelled"]);
    for (const how of ["pause", "resume", "cancel"])
      expect(await steer(how)).toEqual([409, "The replay is cancelled."]);
  });
});

describe("a dry run", () => {
  const preview = { count: 0, newlyMatching: 0, noLongerMatching: 0, complete: true };

  it("counts the deliveries that would be sent again, and does nothing", async () => {
    const { create, happened, slices, world } = await withLog();
    const first = happened(1, {});
    happened(2, { state: "delivered" });
    happened(3, {}, { contentErasedAt: AT });
    happened(4, { test: true }, { test: true });
    const last = happened(5, { state: "skipped" });
    const { status, body } = await create({ dryRun: true });
    expect([status, body]).toEqual([
      200,
      { ...preview, count: 2, earliest: first.receivedAt, latest: last.receivedAt },
    ]);
    expect([slices.size(), world.replays.values()]).toEqual([0, []]);
  });

  it("works while the subscription is inactive", async () => {
    const { create, happened } = await withLog({ active: false });
    happened(1, { state: "skipped" });
    expect((await create({ dryRun: true })).body).toMatchObject({ count: 1 });
  });

  it("says how many events match only now, and how many no longer match", async () => {
    const { create, happened } = await withLog({ filter: "data.n > 3" });
    happened(1, {});
    happened(2, undefined);
    happened(4, {});
    happened(5, undefined);
    happened(6, undefined, { type: "b" });
    const without = (await create({ dryRun: true })).body;
    expect(without).toMatchObject({ count: 2, newlyMatching: 1, noLongerMatching: 1, complete: true });
    const included = (await create({ dryRun: true, includeUnmatched: true })).body;
    expect(included).toMatchObject({ count: 3, newlyMatching: 1, noLongerMatching: 1, complete: true });
    const filtered = (await create({ dryRun: true, includeUnmatched: true, filter: "data.n == 5" })).body;
    expect(filtered).toMatchObject({ count: 1, newlyMatching: 1, noLongerMatching: 0 });
  });

  it("uses the current derived types", async () => {
    const { create, happened, call } = await withLog({ events: ["a.big"] });
    const body = { name: "a.big", from: "a", when: "data.n > 1" };
    await call("POST /api/v1/derived-types", { key: ADMIN, body });
    happened(1, undefined);
    happened(2, undefined);
    expect((await create({ dryRun: true })).body).toMatchObject({ newlyMatching: 1 });
  });

  it("says if there is more than it could read in time", async () => {
    const clock = { ms: Date.parse(AT), step: 0 };
    const now = () => {
      clock.ms += clock.step;
      return clock.ms;
    };
    const { create, happened } = await withLog({}, { now });
    for (let n = 0; n < 200; n++) happened(n, {});
    expect((await create({ dryRun: true })).body).toMatchObject({ count: 200, complete: true });
    clock.step = 3_000;
    const { count, complete } = (await create({ dryRun: true })).body;
    expect([count > 0, count < 200, complete]).toEqual([true, true, false]);
  });
});
