import { describe, expect, it } from "vitest";
import { raisedAlerts } from "../../support/memory/memory-alerts.ts";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const ROUTE = "PATCH /api/v1/subscriptions/{id}";

async function subscribed() {
  const api = await memoryApiWithTenant();
  const { call, key, world } = api;
  const body = { url: "https://receiver.example/hook", events: ["*"] };
  const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  const patch = (changes: object, as: object = { key }) => call(ROUTE, { ...as, id, body: changes });
  return { ...api, id, patch, raised: () => raisedAlerts(world) };
}

describe("a request that switches a subscription off", () => {
  it("raises an alert with the id of its key, once", async () => {
    const { patch, raised, id, key } = await subscribed();
    await patch({ active: false });
    await patch({ active: false, name: "N" });
    const by = key.slice("ph_".length, key.lastIndexOf("_"));
    const facts = { reason: "by-hand", by };
    expect(raised()).toMatchObject([{ type: "subscription.disabled", tenantId: "acme", subscriptionId: id, facts }]);
    await patch({ active: true });
    await patch({ active: false });
    expect(raised()).toHaveLength(2);
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
