import { describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { countChanges } from "../../../lib/core/tally/count-changes.ts";
import { deliveryAt, subscriptionAt } from "../../support/contracts/sample-records.ts";
import { breakerOf } from "../../support/health.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memorySubscriptionSwitch } from "../../support/memory/memory-subscriptions.ts";
import { memoryKnownTenants, memoryTallies } from "../../support/memory/memory-tallies.ts";

const NOW = Date.parse(AT);
const iso = (ms: number): string => new Date(ms).toISOString();
const MINUTE_MS = 60_000;
const SERIES = "GET /api/v1/subscriptions/{id}/timeseries";
const OVERVIEW = "GET /api/v1/overview";
const KNOWN: Health = { version: 3, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };

let records = 0;

/** The API with a subscription. Deliveries are counted as the stream's function does it. */
async function subscribed() {
  const api = await memoryApiWithTenant("manage", { now: () => NOW });
  const { call, key, world } = api;
  const count = countChanges({
    tallies: memoryTallies(world),
    tenants: memoryKnownTenants(world),
    now: world.now,
  });
  const add = async (): Promise<string> => {
    const body = { url: "https://receiver.example/hook", events: ["a"] };
    return (await call("POST /api/v1/subscriptions", { key, body })).body.id;
  };
  const id = await add();
  const happened = (changes: Partial<Delivery>[], at = NOW, of = id) => {
    const subscription = subscriptionAt("acme", NOW, { id: of });
    return count(
      changes.map((fields) => ({
        recordId: `r${records++}`,
        before: undefined,
        after: { ...deliveryAt(subscription, NOW), updatedAt: iso(at), ...fields },
      })),
    );
  };
  return { ...api, id, add, happened };
}

describe("a time series", () => {
  it("has each minute, and the sum of all", async () => {
    const { call, key, id, happened } = await subscribed();
    await happened([
      { latencyMs: 100 },
      { latencyMs: 100 },
      { latencyMs: 2_000, state: "retrying", failure: "http-503" },
      { attempts: 0, state: "held", heldFor: "breaker" },
    ]);
    await happened([{ attempts: 4, state: "exhausted", failure: "dns" }], NOW - 5 * MINUTE_MS);
    const { status, body } = await call(SERIES, { key, id, query: {} });
    expect(status).toBe(200);
    expect(body.points).toHaveLength(180);
    expect(body.points.at(-1)).toEqual({
      at: iso(Math.floor(NOW / MINUTE_MS) * MINUTE_MS),
      attempts: 3,
      failed: { "http-5xx": 1 },
      latencyMs: { p50: expect.closeTo(100, -1.3), p95: expect.closeTo(2_000, -2.7) },
      delivered: 2,
      held: 1,
      exhausted: 0,
    });
    expect(body.points.at(-6)).toMatchObject({ attempts: 4, failed: { dns: 4 }, exhausted: 1 });
    expect(body.points.at(-2)).toMatchObject({ attempts: 0, failed: {}, latencyMs: { p50: null, p95: null } });
    expect(body.totals).toMatchObject({ attempts: 7, failed: { dns: 4, "http-5xx": 1 }, delivered: 2, held: 1 });
    const hours = (await call(SERIES, { key, id, query: { resolution: "hour" } })).body;
    expect([hours.points.length, hours.totals]).toEqual([720, body.totals]);
  });

  it("covers the asked time, in whole points", async () => {
    const { call, key, id } = await subscribed();
    const query = { since: iso(NOW - 10 * MINUTE_MS), until: iso(NOW - 8 * MINUTE_MS) };
    const { body } = await call(SERIES, { key, id, query });
    expect(body.points.length).toBeGreaterThanOrEqual(2);
    expect(body.points.length).toBeLessThanOrEqual(3);
    expect(body.since <= query.since && body.until >= query.until).toBe(true);
  });

  it.each([
    [{ resolution: "day" }, "/resolution"],
    [{ since: "yesterday" }, "/since"],
    [{ step: "1" }, "/step"],
  ])("refuses %j", async (query, path) => {
    const { call, key, id } = await subscribed();
    const { status, body } = await call(SERIES, { key, id, query });
    expect([status, body.errors.map((one: { path: string }) => one.path)]).toEqual([422, [path]]);
  });

  it("is not shown to another tenant", async () => {
    const { call, otherKey, id } = await subscribed();
    expect((await call(SERIES, { key: otherKey, id, query: {} })).status).toBe(404);
  });
});

describe("the overview", () => {
  it("sums up all tenants, and names the endpoints in trouble, worst first", async () => {
    const { call, add, id, happened, world } = await subscribed();
    const failing = await add();
    await happened([{ latencyMs: 9 }]);
    await happened([{ latencyMs: 9 }], NOW, failing);
    const since = iso(NOW - 60_000);
    world.health.put(id, { ...KNOWN, paused: { since, untilMs: NOW + 60_000 } });
    world.health.put(failing, {
      ...KNOWN,
      breaker: { since, cause: "time-outs", failure: "dns", failedProbes: 0, probeDueMs: NOW + 1, passed: 0 },
    });
    for (const one of [id, failing]) world.healthOwners.put(one, "acme");
    const { status, body } = await call(OVERVIEW, { key: ADMIN, query: {} });
    expect(status).toBe(200);
    expect(body.totals).toMatchObject({ attempts: 2, delivered: 2 });
    expect(body.deadLetters).toBe(0);
    const named = { tenantId: "acme", tenantName: "acme", url: "https://receiver.example/hook" };
    expect(body.endpoints).toEqual({
      data: [
        {
          ...named,
          subscriptionId: failing,
          state: "failing",
          since,
          why: "five POSTs in a row had no answer in time",
          failure: "dns",
        },
        { ...named, subscriptionId: id, state: "paused", since, why: "the receiver asked to wait" },
      ],
      complete: true,
    });
  });

  it("has endpoints that were paused by hand, and subscriptions that Posthorn switched off, but no others", async () => {
    const { call, key, add, id, world } = await subscribed();
    const [gone, deleted, inactive] = [await add(), await add(), await add()];
    const url = "https://receiver.example/hook";
    const disabled = { tenantId: "acme", subscriptionId: gone };
    const alert = alertOf(disabled, "subscription.disabled", { reason: "gone" }, NOW - 2);
    await memorySubscriptionSwitch(world).disableGone(disabled, url, alert);
    for (const one of [id, gone, deleted, inactive]) {
      world.health.put(one, { ...KNOWN, paused: { since: iso(NOW - 1) } });
      world.healthOwners.put(one, "acme");
    }
    await call("DELETE /api/v1/subscriptions/{id}", { key, id: deleted });
    await call("PATCH /api/v1/subscriptions/{id}", { key, id: inactive, body: { active: false } });
    await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { name: "Billing" } });
    const { endpoints } = (await call(OVERVIEW, { key: ADMIN, query: {} })).body;
    expect(endpoints.data).toMatchObject([
      { subscriptionId: gone, state: "off", since: iso(NOW - 2) },
      { subscriptionId: id, state: "paused", since: iso(NOW - 1), name: "Billing" },
    ]);
    expect(endpoints.data).toHaveLength(2);
  });

  it("shows the worst 50, and says that there are more", async () => {
    const { call, add, world } = await subscribed();
    for (let n = 0; n < 51; n++) {
      const one = await add();
      world.health.put(one, { ...KNOWN, paused: { since: iso(NOW - n * 1_000) } });
      world.healthOwners.put(one, "acme");
    }
    const { endpoints } = (await call(OVERVIEW, { key: ADMIN, query: {} })).body;
    expect([endpoints.data.length, endpoints.complete]).toEqual([50, false]);
    expect(endpoints.data[0].since).toBe(iso(NOW - 50_000));
  });

  it("shows the worst endpoint of each tenant, however many another tenant has", async () => {
    const { call, add, otherKey, world } = await subscribed();
    const pausedAt = (one: string, tenantId: string, ms: number) => {
      world.health.put(one, { ...KNOWN, paused: { since: iso(ms) } });
      world.healthOwners.put(one, tenantId);
    };
    for (let n = 0; n < 120; n++) {
      const one = await add();
      world.health.put(one, { ...KNOWN, breaker: breakerOf(NOW - MINUTE_MS - n) });
      world.healthOwners.put(one, "acme");
    }
    const body = { url: "https://victim.example/hook", events: ["a"] };
    const victims: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { id } = (await call("POST /api/v1/subscriptions", { key: otherKey, body })).body;
      pausedAt(id, "other", NOW - n);
      victims.push(id);
    }
    const { endpoints } = (await call(OVERVIEW, { key: ADMIN, query: {} })).body;
    const shown = endpoints.data as { tenantId: string; subscriptionId: string; state: string; more?: number }[];
    expect(shown.map(({ tenantId, state, more }) => [tenantId, state, more])).toEqual([
      ...Array.from({ length: 46 }, () => ["acme", "failing", undefined]),
      ["acme", "failing", 73],
      ...Array.from({ length: 3 }, () => ["other", "paused", undefined]),
    ]);
    expect(shown.slice(-3).map(({ subscriptionId }) => subscriptionId)).toEqual(victims.toReversed());
    expect(endpoints.complete).toBe(false);
  });

  it("says that not all was looked at, even if nothing was found", async () => {
    const { call, key, id, world } = await subscribed();
    await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { active: false } });
    world.health.put(id, { ...KNOWN, paused: { since: iso(NOW) } });
    world.healthOwners.put(id, "acme");
    const endpointsNow = async () => (await call(OVERVIEW, { key: ADMIN, query: {} })).body.endpoints;
    expect(await endpointsNow()).toEqual({ data: [], complete: true });
    for (let n = 0; n < 1_000; n++) {
      world.health.put(`sub_${n}`, { ...KNOWN, paused: { since: iso(NOW - 1) } });
      world.healthOwners.put(`sub_${n}`, "acme");
    }
    expect(await endpointsNow()).toEqual({ data: [], complete: false });
  });

  it("counts what is on its way, by what it waits for", async () => {
    const { call, deliveries, retries, intake } = await subscribed();
    for (let n = 0; n < 3; n++) deliveries.send("{}");
    deliveries.send("{}", undefined, 60);
    deliveries.receive(1);
    retries.send("{}");
    retries.send("{}", undefined, 30);
    intake.send("{}");
    const { inFlight } = (await call(OVERVIEW, { key: ADMIN, query: {} })).body;
    expect(inFlight).toEqual({ matching: 1, waiting: 4, sending: 1, retrying: 1 });
  });

  it("names the delivery that has waited longest", async () => {
    const { call, add, id, world } = await subscribed();
    const oldest = async () => (await call(OVERVIEW, { key: ADMIN, query: {} })).body.oldestWaiting;
    expect(await oldest()).toEqual({ complete: true });
    const keep = (of: string, ms: number, fields: Partial<Delivery>) => {
      const delivery = deliveryAt(subscriptionAt("acme", NOW, { id: of }), ms, fields);
      world.deliveries.put(delivery.id, delivery, delivery.updatedAt);
      return delivery.id;
    };
    const viewOf = (deliveryId: string, subscriptionId: string, state: string, ms: number) => ({
      delivery: { deliveryId, tenantId: "acme", subscriptionId, state, createdAt: iso(ms) },
      complete: true,
    });
    const waits = { state: "retrying", parkedUntil: iso(NOW + 9 * MINUTE_MS) } as const;
    keep(id, NOW - 3 * MINUTE_MS, { ...waits, parkedUntil: iso(NOW) });
    const parked = keep(id, NOW - 5 * MINUTE_MS, waits);
    expect(await oldest()).toEqual(viewOf(parked, id, "retrying", NOW - 5 * MINUTE_MS));
    const failing = await add();
    keep(failing, NOW - 8 * MINUTE_MS, { state: "held", heldFor: "breaker" });
    const held = keep(failing, NOW - 9 * MINUTE_MS, { state: "held", heldFor: "breaker" });
    const breaker = breakerOf(NOW - 7 * MINUTE_MS);
    world.health.put(failing, { ...KNOWN, breaker });
    world.healthOwners.put(failing, "acme");
    expect(await oldest()).toEqual(viewOf(held, failing, "held", NOW - 9 * MINUTE_MS));
    for (let n = 0; n < 10; n++) {
      const one = await add();
      world.health.put(one, { ...KNOWN, breaker });
      world.healthOwners.put(one, "acme");
    }
    expect((await oldest()).complete).toBe(false);
  });

  it("shows one tenant alone, with endpoints that were paused or switched off", async () => {
    const { call, add, id, happened, world } = await subscribed();
    const gone = await add();
    await happened([{ latencyMs: 9 }]);
    world.health.put(id, { ...KNOWN, paused: { since: iso(NOW) } });
    const row = world.subscriptions.get(`acme/${gone}`);
    if (!row) throw new Error("no subscription");
    world.subscriptions.put(`acme/${gone}`, { ...row, active: false, disabledReason: "gone" });
    const acme = (await call(OVERVIEW, { key: ADMIN, query: { tenantId: "acme" } })).body;
    expect(acme.totals.delivered).toBe(1);
    for (const name of ["deadLetters", "inFlight", "oldestWaiting"]) expect(acme).not.toHaveProperty(name);
    expect(
      acme.endpoints.data.map(({ subscriptionId, state }: Record<string, string>) => [subscriptionId, state]),
    ).toEqual([
      [gone, "off"],
      [id, "paused"],
    ]);
    const other = (await call(OVERVIEW, { key: ADMIN, query: { tenantId: "other" } })).body;
    expect([other.totals.attempts, other.endpoints.data]).toEqual([0, []]);
  });

  it("is the operator's, and knows no tenant that doesn't exist", async () => {
    const { call, key } = await subscribed();
    expect((await call(OVERVIEW, { key, query: {} })).status).toBe(403);
    expect((await call(OVERVIEW, { key: ADMIN, query: { tenantId: "nobody" } })).status).toBe(404);
    expect((await call(OVERVIEW, { key: ADMIN, query: { tenantId: "No Body" } })).status).toBe(422);
  });
});

describe("the success rate of a subscription", () => {
  it("is the share of its attempts in the last 24 hours, and absent without attempts", async () => {
    const { call, add, key, id, happened } = await subscribed();
    await add();
    const rates = async () =>
      (await call("GET /api/v1/subscriptions", { key, query: {} })).body.data.map(
        ({ id: of, successRate24h }: { id: string; successRate24h?: number }) => [of === id, successRate24h],
      );
    const none = [false, undefined];
    expect((await rates()).toSorted()).toEqual([none, [true, undefined]]);
    await happened([{}, {}, {}, { state: "retrying", failure: "dns" }]);
    await happened([{ state: "retrying", failure: "dns" }], NOW - 26 * 60 * MINUTE_MS);
    expect((await rates()).toSorted()).toEqual([none, [true, 0.75]]);
    expect((await call("GET /api/v1/subscriptions/{id}", { key, id })).body.successRate24h).toBe(0.75);
  });
});
