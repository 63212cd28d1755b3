import { describe, expect, it } from "vitest";
import { raisedAlerts } from "../../support/memory/memory-alerts.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const ROUTE = "PATCH /api/v1/subscriptions/{id}";

const MINUTE_MS = 60_000;

async function subscribed() {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => nowMs });
  const { call, key, world } = api;
  const body = { url: "https://receiver.example/hook", events: ["*"] };
  const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  const patch = (changes: object, as: object = { key }) => call(ROUTE, { ...as, id, body: changes });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...api, id, patch, pass, raised: () => raisedAlerts(world) };
}

describe("a request that switches a subscription off", () => {
  it("raises an alert with the id of its key, once", async () => {
    const { patch, raised, id, key } = await subscribed();
    await patch({ active: false });
    await patch({ active: false, name: "N" });
    const by = key.slice("ph_".length, key.lastIndexOf("_"));
    const facts = { reason: "by-hand", by };
    expect(raised()).toMatchObject([{ type: "subscription.disabled", tenantId: "acme", subscriptionId: id, facts }]);
  });

  it("raises at most one alert in ten minutes, whatever else changes meanwhile", async () => {
    const { patch, pass, raised, call, key, id } = await subscribed();
    const toggle = async () => {
      await patch({ active: false });
      return (await patch({ active: true })).body;
    };
    for (let n = 0; n < 20; n++) await toggle();
    expect(raised()).toHaveLength(1);
    await patch({ name: "N" });
    const rotated = await call("POST /api/v1/subscriptions/{id}/rotate-secret", { key, id, body: {} });
    expect(rotated.status).toBe(200);
    pass(10 * MINUTE_MS - 1);
    await toggle();
    expect(raised()).toHaveLength(1);
    pass(1);
    const shown = await toggle();
    expect(raised().map(({ at }) => at)).toEqual([AT, new Date(Date.parse(AT) + 10 * MINUTE_MS).toISOString()]);
    expect(shown).not.toHaveProperty("switchOffAlertAt");
  });

  it("raises an alert for each subscription", async () => {
    const { call, key, patch, raised } = await subscribed();
    await patch({ active: false });
    const body = { url: "https://receiver.example/other", events: ["*"] };
    const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
    await call(ROUTE, { key, id, body: { active: false } });
    expect(new Set(raised().map(({ subscriptionId }) => subscriptionId)).size).toBe(2);
  });

  it("raises its alert later if the first request fails", async () => {
    const { patch, raised, world } = await subscribed();
    world.faults.failNext("replaceSubscription", { when: "before" });
    await patch({ active: false });
    await patch({ active: false });
    expect(raised()).toHaveLength(1);
  });

  it("raises an alert by `admin` with the admin key", async () => {
    const { patch, raised } = await subscribed();
    await patch({ active: false }, { key: ADMIN, headers: { "posthorn-tenant": "acme" } });
    expect(raised()).toMatchObject([{ facts: { reason: "by-hand", by: "admin" } }]);
  });

  it("raises none if it changes nothing of that, or fails", async () => {
    const { patch, raised, world } = await subscribed();
    await patch({ name: "N" });
    await patch({ active: true });
    world.faults.failNext("replaceSubscription", { when: "before" });
    await patch({ active: false });
    expect(raised()).toEqual([]);
  });
});
