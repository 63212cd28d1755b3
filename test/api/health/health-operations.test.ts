import { describe, expect, it } from "vitest";
import type { Breaker } from "../../../lib/core/health/breaker.ts";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import type { WakeReason } from "../../../lib/core/health/health-store.ts";
import { MOST_COUNTED } from "../../../lib/core/health/held-count.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { deliveryAt, subscriptionAt } from "../../support/contracts/sample-records.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const NOW = Date.parse(AT);
const iso = (ms: number): string => new Date(ms).toISOString();

const OPEN: Breaker = {
  since: iso(NOW - 300_000),
  cause: "time-outs",
  failure: "timeout-headers",
  failedProbes: 2,
  probeDueMs: NOW + 120_000,
  passed: 0,
};

const KNOWN: Health = { version: 3, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };

/** The API with a subscription, and what is known about its endpoint. */
async function subscribed(standing?: Partial<Health>, fields: object = {}, sender?: number) {
  let nowMs = NOW;
  const api = await memoryApiWithTenant("manage", {
    now: () => nowMs,
    sender: { send: async () => ({ startedAtMs: NOW, status: sender ?? 204, timings: { total: 1 }, excerpt: "" }) },
  });
  const { call, key, world } = api;
  const body = { url: "https://receiver.example/hook", events: ["a"], ...fields };
  const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  if (standing) world.health.put(id, { ...KNOWN, ...standing });
  const on = (verb: string) => call(`POST /api/v1/subscriptions/{id}/${verb}`, { key, id });
  const hold = (count: number, more: Partial<Delivery> = {}): Delivery[] => {
    const subscription = subscriptionAt("acme", NOW, { id });
    const made = Array.from({ length: count }, (_, n) =>
      deliveryAt(subscription, NOW - n, { state: "held", heldFor: "breaker", ...more }),
    );
    for (const one of made) world.deliveries.put(one.id, one);
    return made;
  };
  return {
    ...api,
    id: id as string,
    on,
    hold,
    mine: [{ tenantId: "acme", subscriptionId: id }],
    mineFor: (reason: WakeReason) => [{ tenantId: "acme", subscriptionId: id, reason }],
    health: async () => (await call("GET /api/v1/subscriptions/{id}/health", { key, id })).body,
    patch: (change: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body: change }),
    row: () => world.subscriptions.get(`acme/${id}`),
    put: (change: Partial<Subscription>) =>
      world.subscriptions.put(`acme/${id}`, { ...(world.subscriptions.get(`acme/${id}`) as Subscription), ...change }),
    standing: () => world.health.get(id),
    setNow: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe("the health of an endpoint", () => {
  it("says that an endpoint without trouble is healthy", async () => {
    const { health } = await subscribed();
    expect(await health()).toEqual({ state: "healthy", held: 0, complete: true, transitions: [] });
  });

  it("says why an endpoint fails, when the next probe is due, and what is held", async () => {
    const transition = { at: OPEN.since, to: "failing", why: "five POSTs in a row had no answer in time" } as const;
    const { health, hold } = await subscribed({ breaker: OPEN, transitions: [transition] });
    hold(3);
    hold(1, { state: "retrying" });
    expect(await health()).toEqual({
      state: "failing",
      since: OPEN.since,
      why: transition.why,
      failure: "timeout-headers",
      nextProbeAt: iso(OPEN.probeDueMs),
      held: 3,
      complete: true,
      oldestHeldAt: iso(NOW - 2),
      transitions: [transition],
    });
  });

  it("names no next probe while one is under way, and none during a pause", async () => {
    const probing = { ...OPEN, probingUntilMs: NOW + 1 };
    expect(await (await subscribed({ breaker: probing })).health()).not.toHaveProperty("nextProbeAt");
    const paused = { since: AT, untilMs: NOW + 5_000 };
    const body = await (await subscribed({ breaker: OPEN, paused })).health();
    expect(body).toMatchObject({ state: "paused", pausedUntil: iso(NOW + 5_000), why: "the receiver asked to wait" });
    expect(body).not.toHaveProperty("nextProbeAt");
  });

  it.each([
    ["a slow endpoint", { slowSince: AT }, { state: "slow", since: AT }],
    ["a trial", { breaker: { ...OPEN, passed: 1 } }, { state: "recovering" }],
    ["a release", { release: { sinceMs: NOW, perSecond: 10, nextMs: NOW } }, { state: "recovering" }],
    ["a pause that is over", { paused: { since: AT, untilMs: NOW - 1 } }, { state: "recovering", since: iso(NOW - 1) }],
    ["a pause by hand", { paused: { since: AT } }, { state: "paused", since: AT, why: "paused by hand" }],
  ])("describes %s", async (_name, standing, expected) => {
    expect(await (await subscribed(standing)).health()).toMatchObject(expected);
  });

  it("says when the subscription will be switched off, unless a POST has succeeded since", async () => {
    const disabling = { failingSince: iso(NOW - 9), disableAt: iso(NOW + 9) };
    const failing = { breaker: OPEN, disabling, evidence: { ...NO_EVIDENCE, failingSince: disabling.failingSince } };
    expect(await (await subscribed(failing)).health()).toMatchObject({ disableAt: disabling.disableAt });
    expect(await (await subscribed({ disabling })).health()).not.toHaveProperty("disableAt");
  });

  it("counts up to 10,000 held deliveries, and says if there are more", async () => {
    const { health, hold, setNow } = await subscribed({ breaker: OPEN });
    hold(MOST_COUNTED);
    expect(await health()).toMatchObject({ held: MOST_COUNTED, complete: true });
    hold(1);
    setNow(NOW + 5_000);
    expect(await health()).toMatchObject({ held: MOST_COUNTED, complete: false });
  });

  it("repeats a count for five seconds, but never a state", async () => {
    const { health, hold, on, setNow } = await subscribed();
    expect(await health()).toMatchObject({ held: 0 });
    hold(1);
    setNow(NOW + 4_999);
    await on("pause");
    expect(await health()).toMatchObject({ state: "paused", held: 0 });
    setNow(NOW + 5_000);
    expect(await health()).toMatchObject({ held: 1 });
  });

  it("exists as a webhook's health too, and nowhere for another tenant", async () => {
    const { call, key, otherKey, id } = await subscribed();
    expect((await call("GET /api/v1/webhooks/{id}/health", { key, id })).status).toBe(200);
    for (const route of ["GET …/health", "POST …/pause", "POST …/resume", "POST …/probe"]) {
      const answer = await call(route.replace("…", "/api/v1/subscriptions/{id}"), { key: otherKey, id });
      expect([answer.status, answer.body.detail]).toEqual([404, `No subscription ${id} in this tenant.`]);
    }
  });

  it("may be read, but not changed, with a key that only reads", async () => {
    const { call, id } = await subscribed();
    const { body } = await call("POST /api/v1/tenants/{id}/api-keys", {
      key: "admin-key-of-the-operator",
      id: "acme",
      body: { role: "read" },
    });
    expect((await call("GET /api/v1/subscriptions/{id}/health", { key: body.key, id })).status).toBe(200);
    for (const verb of ["pause", "resume", "probe"]) {
      expect((await call(`POST /api/v1/subscriptions/{id}/${verb}`, { key: body.key, id })).status).toBe(403);
    }
  });
});

describe("a pause", () => {
  it("holds everything until the subscription is resumed, and a release is due then", async () => {
    const { on, mine, wakes, standing } = await subscribed();
    const { status, body } = await on("pause");
    expect([status, body.state, body.since]).toEqual([200, "paused", AT]);
    expect(wakes).toEqual([...mine, ...mine]);
    expect(await on("resume")).toMatchObject({ status: 200, body: { state: "recovering" } });
    expect(standing()).toMatchObject({ release: { nextMs: NOW } });
    expect(wakes).toHaveLength(3);
  });

  it("changes nothing when it is repeated, but wakes again: the first request may have failed in between", async () => {
    const { on, wakes, standing } = await subscribed();
    await on("pause");
    const before = standing();
    expect(await on("pause")).toMatchObject({ status: 200, body: { state: "paused" } });
    expect(standing()).toEqual(before);
    expect(wakes).toHaveLength(4);
  });

  it("wakes before too: if the request fails after the pause, somebody looks whether the subscription is still there", async () => {
    const { on, wakes, mine, standing, world } = await subscribed();
    let sent = 0;
    world.faults.decide = (call) => (call === "sendWakes" && ++sent === 2 ? { when: "before" } : undefined);
    expect((await on("pause")).status).toBe(503);
    expect([wakes, standing()?.paused?.since]).toEqual([mine, AT]);
  });

  it("by hand replaces one that the receiver asked for", async () => {
    const { on } = await subscribed({ paused: { since: iso(NOW - 9), untilMs: NOW + 9_000 } });
    const { body } = await on("pause");
    expect(body).toMatchObject({ state: "paused", why: "paused by hand" });
    expect(body).not.toHaveProperty("pausedUntil");
  });

  it("of a pull subscription is refused: nothing is POSTed", async () => {
    const { on, standing } = await subscribed(undefined, { url: undefined, pull: true });
    expect((await on("pause")).status).toBe(409);
    expect(standing()).toBeUndefined();
  });

  it("of an inactive subscription is possible", async () => {
    const { on } = await subscribed(undefined, { active: false });
    expect(await on("pause")).toMatchObject({ status: 200, body: { state: "paused" } });
  });
});

describe("a resumption", () => {
  it("of a healthy subscription changes nothing", async () => {
    const { on, standing } = await subscribed();
    expect(await on("resume")).toMatchObject({ status: 200, body: { state: "healthy", transitions: [] } });
    expect(standing()).toBeUndefined();
  });

  it("probes an endpoint that was failing before the pause", async () => {
    const { on } = await subscribed({ breaker: OPEN, paused: { since: AT } });
    expect(await on("resume")).toMatchObject({ status: 200, body: { state: "failing", nextProbeAt: AT } });
  });
});

describe("a probe by hand", () => {
  it("is due at once", async () => {
    const { on, wakes, mine } = await subscribed({ breaker: OPEN });
    expect(await on("probe")).toMatchObject({ status: 200, body: { state: "failing", nextProbeAt: AT } });
    expect(wakes).toEqual(mine);
  });

  it("changes nothing if the endpoint doesn't fail", async () => {
    const { on, standing } = await subscribed();
    expect(await on("probe")).toMatchObject({ status: 200, body: { state: "healthy" } });
    expect(standing()).toBeUndefined();
  });

  it.each([
    ["inactive", { active: false }, {}, "The subscription is inactive."],
    ["pulled", { url: undefined, pull: true }, {}, expect.stringContaining("pull subscription")],
    ["paused by hand", {}, { paused: { since: AT } }, expect.stringContaining("Resume it")],
    ["paused by its receiver", {}, { paused: { since: AT, untilMs: NOW + 1 } }, expect.stringContaining("Resume it")],
  ])("is refused if the subscription is %s", async (_name, fields, standing, detail) => {
    const { on, wakes, standing: now } = await subscribed({ breaker: OPEN, ...standing }, fields);
    const before = now();
    expect(await on("probe")).toMatchObject({ status: 409, body: { detail } });
    expect([now(), wakes]).toEqual([before, []]);
  });
});

describe("the list of subscriptions", () => {
  it("shows the health of each, and finds those with trouble", async () => {
    const { call, key, id, on } = await subscribed({ breaker: OPEN });
    const create = async (body: object) => (await call("POST /api/v1/subscriptions", { key, body })).body.id as string;
    const healthy = await create({ url: "https://b.example/", events: ["*"] });
    const pulled = await create({ pull: true, events: ["*"] });
    const list = async (query: Record<string, string> = {}) =>
      (await call("GET /api/v1/subscriptions", { key, query })).body;
    const short = ({ data }: { data: { id: string; health: object }[] }) => data.map((one) => [one.id, one.health]);
    const failing = [id, { state: "failing", since: OPEN.since }];
    expect(new Map(short(await list()) as [string, object][])).toEqual(
      new Map([failing, [healthy, { state: "healthy" }], [pulled, undefined]] as [string, object][]),
    );
    expect(short(await list({ health: "failing" }))).toEqual([failing]);
    expect(short(await list({ health: "paused,failing" }))).toEqual([failing]);
    expect(short(await list({ health: "healthy" }))).toEqual([[healthy, { state: "healthy" }]]);
    await on("pause");
    expect(short(await list({ health: "paused" }))).toEqual([[id, { state: "paused", since: AT }]]);
    expect((await call("GET /api/v1/subscriptions/{id}", { key, id })).body.health).toEqual({
      state: "paused",
      since: AT,
    });
  });

  it("goes on after a page on which nothing is in the state", async () => {
    const { call, key, id } = await subscribed();
    const { body } = await call("POST /api/v1/subscriptions", {
      key,
      body: { url: "https://b.example/", events: ["*"] },
    });
    const [, last = ""] = [id, body.id as string].sort();
    await call("POST /api/v1/subscriptions/{id}/pause", { key, id: last });
    const query = { health: "paused", limit: "1" };
    const first = (await call("GET /api/v1/subscriptions", { key, query })).body;
    expect(first).toEqual({ data: [], next: expect.any(String) });
    const second = (await call("GET /api/v1/subscriptions", { key, query: { ...query, after: first.next } })).body;
    expect(second.data.map((one: { id: string }) => one.id)).toEqual([last]);
  });

  it("rejects a state that doesn't exist", async () => {
    const { call, key } = await subscribed();
    for (const health of ["dead", "", "failing,", "failing dead"]) {
      const { status, body } = await call("GET /api/v1/subscriptions", { key, query: { health } });
      expect([status, body.errors[0].path]).toEqual([422, "/health"]);
    }
  });
});

describe("a change of a subscription", () => {
  it("of its URL has a failing endpoint probed at once", async () => {
    const { patch, wakes, mineFor } = await subscribed({ breaker: OPEN });
    expect((await patch({ name: "N", url: "https://receiver.example/hook" })).status).toBe(200);
    expect(wakes).toEqual([]);
    expect((await patch({ url: "https://receiver.example/other" })).status).toBe(200);
    expect(wakes).toEqual(mineFor("may-work"));
  });

  it("of its URL does nothing more for a healthy endpoint", async () => {
    const { patch, standing, wakes } = await subscribed();
    await patch({ url: "https://receiver.example/other" });
    expect([standing(), wakes]).toEqual([undefined, []]);
  });

  it("that switches it on has it probed too", async () => {
    const { patch, put, wakes, mineFor, row } = await subscribed({ breaker: OPEN }, { active: false });
    put({ disabledReason: "failing" });
    await patch({ active: true });
    expect([wakes, row()?.disabledReason]).toEqual([mineFor("may-work"), undefined]);
  });

  it("that switches it off wakes before and after: held deliveries become skipped, whatever fails", async () => {
    const { patch, wakes, mine, world } = await subscribed({ paused: { since: AT } });
    world.faults.failNext("sendWakes", { when: "before" });
    expect([(await patch({ active: false })).status, wakes]).toEqual([503, []]);
    expect([(await patch({ active: false })).status, wakes]).toEqual([200, [...mine, ...mine]]);
  });

  it.each(["getHealth", "sendWakes"] as const)("doesn't fail if %s fails after it", async (call) => {
    const { patch, world, row, lines } = await subscribed({ breaker: OPEN });
    world.faults.failNext(call, { when: "before" });
    expect((await patch({ url: "https://receiver.example/other" })).status).toBe(200);
    expect(row()?.url).toBe("https://receiver.example/other");
    expect(JSON.stringify(lines)).toContain("wasn't looked at");
  });
});

describe("a deletion of a subscription", () => {
  it("wakes before and after, so that held deliveries become cancelled, whatever fails", async () => {
    const { call, key, id, wakes, mine, world, row } = await subscribed({ breaker: OPEN });
    const remove = () => call("DELETE /api/v1/subscriptions/{id}", { key, id });
    world.faults.failNext("sendWakes", { when: "before" });
    expect((await remove()).status).toBe(503);
    expect(row()).toBeDefined();
    expect([(await remove()).status, wakes]).toEqual([204, [...mine, ...mine]]);
  });

  it("wakes nobody if nothing can be held", async () => {
    const { call, key, id, wakes } = await subscribed({ slowSince: AT });
    expect((await call("DELETE /api/v1/subscriptions/{id}", { key, id })).status).toBe(204);
    expect(wakes).toEqual([]);
  });
});

describe("a test send that passes", () => {
  it("wakes its subscription, and says why", async () => {
    const { on, wakes, mineFor } = await subscribed({ breaker: OPEN });
    expect((await on("test")).body.state).toBe("delivered");
    expect(wakes).toEqual(mineFor("passed-test"));
  });

  it.each([undefined, "gone", "failing"] as const)("changes no subscription itself: %s", async (disabledReason) => {
    const { on, put, row, standing } = await subscribed({ breaker: OPEN }, { active: false });
    put({ disabledReason });
    const before = [row(), standing()];
    await on("test");
    expect([row(), standing()]).toEqual(before);
  });

  it("with another secret says nothing about the subscription's own POSTs", async () => {
    const { call, key, id, put, wakes } = await subscribed({ breaker: OPEN }, { active: false });
    put({ disabledReason: "failing" });
    const body = { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
    expect((await call("POST /api/v1/subscriptions/{id}/test", { key, id, body })).body.state).toBe("delivered");
    expect(wakes).toEqual([]);
  });

  it("has passed even if the subscription can't be woken", async () => {
    const { on, world, lines } = await subscribed({ breaker: OPEN });
    world.faults.failNext("sendWakes", { when: "before" });
    expect(await on("test")).toMatchObject({ status: 200, body: { state: "delivered" } });
    expect(JSON.stringify(lines)).toContain("did not lead to a probe");
  });
});

describe("a test send that fails", () => {
  it("changes nothing", async () => {
    const { on, put, wakes } = await subscribed({ breaker: OPEN }, { active: false }, 500);
    put({ disabledReason: "failing" });
    expect((await on("test")).body.state).toBe("exhausted");
    expect(wakes).toEqual([]);
  });
});

describe("held deliveries", () => {
  it("are in lists, and say what they are held for", async () => {
    const { call, key, id, hold } = await subscribed({ breaker: OPEN });
    const [one] = hold(1);
    hold(1, { state: "retrying", heldFor: undefined });
    const query = { state: "held" };
    const { body } = await call("GET /api/v1/subscriptions/{id}/deliveries", { key, id, query });
    expect(body.data).toEqual([expect.objectContaining({ id: one?.id, state: "held", heldFor: "breaker" })]);
  });

  it("can be cancelled", async () => {
    const { call, key, hold, world } = await subscribed({ breaker: OPEN });
    const [{ id: one = "" } = {}] = hold(1);
    const { status, body } = await call("POST /api/v1/deliveries/{id}/cancel", { key, id: one });
    expect([status, body.state, body.heldFor]).toEqual([200, "cancelled", undefined]);
    expect(world.deliveries.get(one)?.heldFor).toBeUndefined();
  });

  it("can be replayed, if the replay names their state", async () => {
    const { call, key, id, hold } = await subscribed({ breaker: OPEN });
    hold(1);
    const body = { subscriptionId: id, since: iso(NOW - 60_000), until: iso(NOW + 1), dryRun: true };
    const count = async (states?: string[]) =>
      (await call("POST /api/v1/replays", { key, body: { ...body, ...(states && { states }) } })).status;
    expect([await count(["held"]), await count(["pending"]), await count(["retrying"])]).toEqual([200, 422, 422]);
  });

  it("are counted in the statistics", async () => {
    const { call, key, id, hold } = await subscribed({ breaker: OPEN });
    hold(3);
    const { body } = await call("GET /api/v1/subscriptions/{id}/statistics", { key, id });
    expect(body).toMatchObject({ held: 3, oldestHeldAt: iso(NOW - 2), oldestWaitingAt: iso(NOW - 2), inBackoff: 0 });
  });
});
