import { describe, expect, it } from "vitest";
import { type Alert, alertOf } from "../../../lib/core/alerts/alert.ts";
import { keepAlert, memoryAlertOutbox } from "../../support/memory/memory-alerts.ts";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import type { MemoryWorld } from "../../support/memory/memory-world.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const SUBSCRIPTIONS = ["sub_01ARZ3NDEKTSV4RRFFQ69G5FAV", "sub_01BX5ZZKBKACTAV9WEVGEMMVRZ"] as const;
const [one, two] = [
  { tenantId: "acme", subscriptionId: SUBSCRIPTIONS[0] },
  { tenantId: "other", subscriptionId: SUBSCRIPTIONS[1] },
];

const ALERTS: Alert[] = [
  alertOf(one, "subscription.recovered", { failingSince: "2026-01-31T11:00:00.000Z" }, NOW),
  alertOf(two, "subscription.disabled", { reason: "by-hand", by: "admin" }, NOW + 1),
  alertOf(one, "filter.too-slow", { reason: "The filter is slow." }, NOW + 2),
];

async function alerting() {
  const api = await memoryApiWithTenant();
  for (const alert of ALERTS) keepAlert(api.world, alert);
  const list = (query: Record<string, string> = {}, key = ADMIN) => api.call("GET /api/v1/alerts", { key, query });
  return { ...api, list };
}

const newestFirst = ALERTS.map(({ id }) => id).reverse();

describe("the list of alerts", () => {
  it("shows the facts beside the other fields, and who was told", async () => {
    const { list, world } = await alerting();
    const [recovered, disabled] = ALERTS.map(({ id }) => id);
    await memoryAlertOutbox(world).markTold([recovered ?? ""], { machinesAt: "2026-01-31T12:00:40.000Z" });
    const peopleAt = "2026-01-31T12:01:40.000Z";
    await memoryAlertOutbox(world).markTold([disabled ?? ""], { machinesAt: peopleAt, peopleAt });
    const { status, body } = await list();
    expect([status, body.next]).toEqual([200, null]);
    expect(body.data).toEqual([
      {
        id: newestFirst[0],
        type: "filter.too-slow",
        at: "2026-01-31T12:00:00.002Z",
        ...one,
        reason: "The filter is slow.",
        open: false,
        toldAt: {},
      },
      {
        id: disabled,
        type: "subscription.disabled",
        at: "2026-01-31T12:00:00.001Z",
        ...two,
        reason: "by-hand",
        by: "admin",
        open: false,
        toldAt: { machines: peopleAt, people: peopleAt },
      },
      {
        id: recovered,
        type: "subscription.recovered",
        at: "2026-01-31T12:00:00.000Z",
        ...one,
        failingSince: "2026-01-31T11:00:00.000Z",
        open: false,
        toldAt: { machines: "2026-01-31T12:00:40.000Z" },
      },
    ]);
  });

  it.each([
    [{ tenantId: "acme" }, [2, 0]],
    [{ tenantId: "nobody" }, []],
    [{ subscriptionId: SUBSCRIPTIONS[1] }, [1]],
    [{ type: "filter.too-slow" }, [2]],
    [{ type: "filter.too-slow,subscription.disabled,filter.too-slow" }, [2, 1]],
    [{ type: "subscription.disabled", tenantId: "acme" }, []],
    [{ limit: "2" }, [2, 1]],
  ])("can be narrowed by %o", async (query, expected) => {
    const { list } = await alerting();
    const { data } = (await list(query as Record<string, string>)).body;
    expect(data.map(({ id }: { id: string }) => id)).toEqual(expected.map((n) => ALERTS[n]?.id));
  });

  it.each([
    [{ type: "subscription.mended" }, "/type", "must be one of subscription.failing, "],
    [{ type: "subscription-failing" }, "/type", "must be one of "],
    [{ type: "filter.too-slow," }, "/type", "must be one of "],
    [{ subscriptionId: "sub_1" }, "/subscriptionId", "must be a subscription's id"],
    [{ tenantId: "a b" }, "/tenantId", "must be a tenant's id"],
    [{ after: "rej_01ARZ3NDEKTSV4RRFFQ69G5FAV" }, "/after", ""],
    [{ since: "2026-01-31T12:00:00Z" }, "/since", ""],
    [{ open: "yes" }, "/open", "must be true or false"],
  ])("rejects %o", async (query, path, message) => {
    const { list } = await alerting();
    const { status, body } = await list(query as unknown as Record<string, string>);
    expect([status, body.errors]).toEqual([422, [{ path, message: expect.stringContaining(message) }]]);
  });

  /** Alerts about a subscription that is switched off by hand again and again. The last one is open. */
  async function switchedOff(times: number) {
    let nowMs = NOW;
    const api = await memoryApiWithTenant("manage", { now: () => nowMs });
    const body = { url: "https://receiver.example/hook", events: ["a"], name: "Billing" };
    const { id } = (await api.call("POST /api/v1/subscriptions", { key: api.key, body })).body;
    const set = (active: boolean) =>
      api.call("PATCH /api/v1/subscriptions/{id}", { key: api.key, id, body: { active } });
    for (let n = 0; n < times; n++) {
      if (n > 0) await set(true);
      nowMs += 11 * 60_000;
      await set(false);
    }
    const list = async (query: Record<string, string>) =>
      (await api.call("GET /api/v1/alerts", { key: ADMIN, query })).body;
    return { ...api, id, set, list };
  }

  it("tells open alerts from those that are over", async () => {
    const { id, set, list } = await switchedOff(3);
    const all = (await list({})).data;
    expect(all.map(({ open }: { open: boolean }) => open)).toEqual([true, false, false]);
    expect(all[0]).toMatchObject({
      subscriptionId: id,
      tenantName: "acme",
      name: "Billing",
      url: "https://receiver.example/hook",
    });
    expect((await list({ open: "true" })).data).toEqual(all.slice(0, 1));
    expect((await list({ open: "false" })).data).toEqual(all.slice(1));
    expect((await list({ open: "true", type: "filter.too-slow" })).data).toEqual([]);
    await set(true);
    expect((await list({ open: "true" })).data).toEqual([]);
    expect((await list({ open: "false" })).data).toHaveLength(3);
  });

  /** Alerts that are over, each about a subscription of its own that was switched off and on again. */
  function keepOver(world: MemoryWorld, count: number, tenantId: string, id: string) {
    const row = world.subscriptions.get(`${tenantId}/${id}`);
    if (!row) throw new Error("no subscription");
    for (let n = 0; n < count; n++) {
      const subscriptionId = `sub_${String(n).padStart(26, "0")}`;
      world.subscriptions.put(`${tenantId}/${subscriptionId}`, { ...row, id: subscriptionId, active: true });
      const facts = { reason: "by-hand", by: "admin" } as const;
      keepAlert(world, alertOf({ tenantId, subscriptionId }, "subscription.disabled", facts, NOW + 1e7 + n));
    }
  }

  it("finds a tenant's open alert behind the many of a rival that are over, in one page", async () => {
    const { list, call, otherKey, world } = await switchedOff(1);
    const body = { url: "https://rival.example/hook", events: ["a"] };
    const rival = (await call("POST /api/v1/subscriptions", { key: otherKey, body })).body;
    keepOver(world, 1_100, "other", rival.id);
    const { data, next } = await list({ open: "true", limit: "100" });
    expect([data.map(({ tenantId }: { tenantId: string }) => tenantId), next]).toEqual([["acme"], null]);
  });

  it("finds an open alert behind any number that are over, page by page", async () => {
    const { id, list, world } = await switchedOff(1);
    const key = { tenantId: "acme", subscriptionId: id };
    keepOver(world, 1_150, "acme", id);
    const failingSince = "2026-01-31T11:00:00.000Z";
    for (let n = 0; n < 3_000; n++) {
      keepAlert(world, alertOf(key, "subscription.recovered", { failingSince }, NOW + 2e7 + n));
    }
    const first = await list({ open: "true" });
    expect([first.data, typeof first.next]).toEqual([[], "string"]);
    const second = await list({ open: "true", after: first.next });
    expect([second.data.length, second.next]).toEqual([1, null]);
    const over: string[] = [];
    let after: string | null = null;
    do {
      const page: { data: { id: string }[]; next: string | null } = await list({
        open: "false",
        limit: "250",
        ...(after !== null && { after }),
      });
      over.push(...page.data.map((one) => one.id));
      after = page.next;
    } while (after !== null);
    expect([over.length, new Set(over).size]).toEqual([4_150, 4_150]);
  });

  it("is the operator's, and no tenant's", async () => {
    const { list, key, call } = await alerting();
    expect((await list({}, key)).status).toBe(403);
    expect((await list({ tenantId: "acme" }, key)).status).toBe(403);
    expect((await call("GET /api/v1/alerts")).status).toBe(401);
    const keyOf = async (role: string) =>
      (await call("POST /api/v1/operator-keys", { key: ADMIN, body: { role } })).body.key as string;
    expect((await list({}, await keyOf("producer"))).status).toBe(403);
    expect((await list({}, await keyOf("read"))).status).toBe(200);
  });
});
