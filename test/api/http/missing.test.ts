import { describe, expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const SUBSCRIPTION = "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P";

describe("a 404 says what is missing", () => {
  it.each([
    ["GET /api/v1/subscriptions/{id}", { id: SUBSCRIPTION }, `No subscription ${SUBSCRIPTION} in this tenant.`],
    ["GET /api/v1/webhooks/{id}", { id: SUBSCRIPTION }, `No subscription ${SUBSCRIPTION} in this tenant.`],
    ["DELETE /api/v1/subscriptions/{id}", { id: SUBSCRIPTION }, `No subscription ${SUBSCRIPTION} in this tenant.`],
    ["GET /api/v1/subscriptions/{id}/secret", { id: SUBSCRIPTION }, `No subscription ${SUBSCRIPTION} in this tenant.`],
    ["GET /api/v1/events/{id}", { id: "evt_1" }, "No event evt_1 in this tenant."],
    ["GET /api/v1/deliveries/{id}", { id: "dlv_1" }, "No delivery with this ID in this tenant."],
    [
      "GET /api/v1/deliveries/{id}/attempts/{number}/request",
      { id: "dlv_1", number: "3" },
      "No attempt 3 of a delivery with this ID in this tenant.",
    ],
    [
      "GET /api/v1/deliveries/{id}/attempts/{number}/curl",
      { id: "dlv_1", number: "3" },
      "No attempt 3 of a delivery with this ID in this tenant.",
    ],
    ["GET /api/v1/replays/{id}", { id: "rpl_1" }, "No replay rpl_1 in this tenant."],
    ["GET /api/v1/public-keys/{id}", { id: SUBSCRIPTION }, `No public keys of subscription ${SUBSCRIPTION}.`],
    ["GET /api/v1/tenants/{id}", { id: "nobody" }, "No tenant nobody."],
    ["DELETE /api/v1/tenants/{id}/api-keys/{keyId}", { id: "t", keyId: "k" }, "No API key k of tenant t."],
    ["GET /api/v1/dialects/{id}", { id: "nope" }, "No dialect nope."],
    ["GET /api/v1/event-types/{id}", { id: "a.b" }, "No event type a.b."],
    ["GET /api/v1/derived-types/{id}", { id: "a.b" }, "No derived type a.b."],
    ["DELETE /api/v1/operator-keys/{id}", { id: "operator-1" }, "No operator key operator-1."],
    ["GET /api/v1/events/{id}", { id: "<script>" }, "No event with this ID in this tenant."],
    ["GET /api/v1/webhooks/{id}", { id: "a".repeat(201) }, "No subscription with this ID in this tenant."],
    ["GET /api/v1/public-keys/{id}", { id: "\u001b[31m" }, "No public keys of a subscription with this ID."],
    [
      "DELETE /api/v1/tenants/{id}/api-keys/{keyId}",
      { id: "a/b", keyId: "k" },
      "No API key k of a tenant with this ID.",
    ],
    [
      "GET /api/v1/event-types/{id}",
      { id: "orders/create" },
      "No event type with this name. Send a name with a slash in the query string: `?name=`.",
    ],
  ])("%s of %j", async (route, params, detail) => {
    const { call, key } = await memoryApiWithTenant();
    const operators = /tenants|dialects|types|operator/.test(route);
    const { status, body } = await call(route, { key: operators ? ADMIN : key, params });
    expect([status, body.detail]).toEqual([404, detail]);
  });

  it.each([
    ["PATCH /api/v1/event-types", "No event type orders/create."],
    ["DELETE /api/v1/event-types", "No event type orders/create."],
    ["PATCH /api/v1/derived-types", "No derived type orders/create."],
    ["DELETE /api/v1/derived-types", "No derived type orders/create."],
  ])("also when the query string names it: %s", async (route, detail) => {
    const { call } = await memoryApiWithTenant();
    const query = { name: "orders/create" };
    const { status, body } = await call(route, { key: ADMIN, query, body: { description: "x" } });
    expect([status, body.detail]).toEqual([404, detail]);
  });

  it("also when the body names it", async () => {
    const { call, key } = await memoryApiWithTenant();
    const body = { subscriptionId: SUBSCRIPTION, since: "2025-12-31T00:00:00Z" };
    const answer = await call("POST /api/v1/replays", { key, body });
    expect([answer.status, answer.body.detail]).toEqual([404, `No subscription ${SUBSCRIPTION} in this tenant.`]);
  });
});
