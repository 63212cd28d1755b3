import { Logger } from "@aws-lambda-powertools/logger";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { findDialect } from "../../../lib/dialects/registry.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const OWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ROTATE = "POST /api/v1/subscriptions/{id}/rotate-secret";
const SHOW = "GET /api/v1/subscriptions/{id}/secret";
const HOUR_LATER = "2026-01-01T01:00:00.000Z";

async function subscribed(fields: object = {}) {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => nowMs });
  const { call, key } = api;
  const body = { url: "https://receiver.example/hook", events: ["a"], ...fields };
  const { id, secret } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  return {
    ...api,
    id,
    secret,
    rotate: (body?: unknown) => call(ROTATE, { key, id, body }),
    show: async () => (await call(SHOW, { key, id })).body,
    row: () => api.world.subscriptions.get(`acme/${id}`),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("rotating a secret", () => {
  it("without a body generates a secret, which signs alone from then on", async () => {
    const { rotate, show, secret, row } = await subscribed();
    const { status, body } = await rotate();
    expect([status, Object.keys(body)]).toEqual([200, ["secret"]]);
    expect(body.secret).toMatch(/^whsec_/);
    expect(body.secret).not.toBe(secret);
    expect(await show()).toEqual({ secret: body.secret });
    expect(row()?.secret.versions).toHaveLength(1);
  });

  it("accepts the customer's own secret", async () => {
    const { rotate, show } = await subscribed();
    expect((await rotate({ secret: OWN })).body.secret).toBe(OWN);
    expect(await show()).toEqual({ secret: OWN });
  });

  it("with a grace period says how long the previous secret also signs", async () => {
    const { rotate, show, secret, pass } = await subscribed();
    const { body } = await rotate({ graceSeconds: 3600 });
    expect(body.previousValidUntil).toBe(HOUR_LATER);
    const both = { previousValidUntil: HOUR_LATER, previous: [{ secret, validUntil: HOUR_LATER }] };
    expect(await show()).toEqual({ secret: body.secret, ...both });
    pass(3600_000);
    expect(await show()).toEqual({ secret: body.secret });
  });

  it("keeps changes that others make at the same time", async () => {
    const { rotate, row, call, key, id, world } = await subscribed();
    const patch = { key, id, body: { name: "N" } };
    const [rotated] = await Promise.all([rotate({ secret: OWN }), call("PATCH /api/v1/subscriptions/{id}", patch)]);
    expect([rotated.status, row()?.name, world.secrets.get(row()?.secret.versions[0] ?? "")]).toEqual([200, "N", OWN]);
  });

  it("raises the tenant's version, so that no cache keeps an old copy", async () => {
    const { rotate, world, row } = await subscribed();
    const [version = 0, updatedAt = ""] = [world.tenants.get("acme")?.version, row()?.updatedAt];
    await rotate();
    expect(world.tenants.get("acme")?.version).toBe(version + 1);
    expect(row()?.updatedAt.localeCompare(updatedAt)).toBe(1);
  });

  it.each([
    ["a secret in another form", { secret: "hunter2" }, "/secret"],
    ["a negative grace period", { graceSeconds: -1 }, "/graceSeconds"],
    ["half a second", { graceSeconds: 0.5 }, "/graceSeconds"],
    ["more than a week", { graceSeconds: 604_801 }, "/graceSeconds"],
    ["an unknown field", { grace: 1 }, "/grace"],
    ["no object", [], ""],
  ])("is rejected with %s, and changes nothing", async (_case, body, path) => {
    const { rotate, row, world } = await subscribed();
    const before = row();
    const answer = await rotate(body);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
    expect([row(), world.secrets.size]).toEqual([before, 1]);
  });

  it.each(["outtake", "agents", "tenant", "watsi", "github"].filter(findDialect))(
    "with a grace period is rejected in %s, whose POST carries one signature",
    async (dialect) => {
      const { rotate, row } = await subscribed({ dialect });
      const before = row();
      const { status, body } = await rotate({ graceSeconds: 60 });
      expect([status, body.errors]).toEqual([
        422,
        [
          {
            path: "/graceSeconds",
            message: `must be 0: a POST in the ${dialect} dialect can carry only one signature`,
          },
        ],
      ]);
      expect(row()).toEqual(before);
      expect((await rotate()).status).toBe(200);
    },
  );

  it.each(["addSecret", "replaceSubscription"] as const)("that fails in %s keeps the old secret", async (operation) => {
    const { rotate, row, world } = await subscribed();
    const before = row();
    world.faults.failNext(operation, { when: "before" });
    expect((await rotate()).status).toBe(503);
    expect(row()).toEqual(before);
  });
});

describe("showing a secret", () => {
  it("is recorded, with its time and the key", async () => {
    const { show, secret, row, call, key, id } = await subscribed();
    expect(await show()).toEqual({ secret });
    const keyId = key.split("_")[1];
    expect(row()?.secretShown).toEqual({ at: AT, keyId });
    const { body } = await call("GET /api/v1/subscriptions/{id}", { key, id });
    expect(body.secretShown).toEqual({ at: AT, keyId });
  });

  it("is logged, as is a rotation: who, what and when, but not the secret", async () => {
    const { show, rotate, id, key, secret } = await subscribed();
    const info = vi.spyOn(Logger.prototype, "info");
    onTestFinished(() => info.mockRestore());
    const next = (await rotate({ graceSeconds: 60 })).body.secret;
    await show();
    const who = { tenantId: "acme", keyId: key.split("_")[1], subscriptionId: id };
    expect(info.mock.calls).toEqual([
      ["secret rotated", { ...who, graceSeconds: 60 }],
      ["secret shown", who],
    ]);
    const logged = JSON.stringify(info.mock.calls);
    expect([secret, next].filter((one) => logged.includes(one))).toEqual([]);
  });

  it("fails if it can't be recorded", async () => {
    const { call, key, id, world } = await subscribed();
    world.faults.failNext("recordSecretShown", { when: "before" });
    const { status, text } = await call(SHOW, { key, id });
    expect([status, text.includes("whsec_")]).toEqual([503, false]);
  });

  it.each(["read", "producer"])("is forbidden for a key that may only %s, as is rotating", async (role) => {
    const { call, key } = await memoryApiWithTenant(role);
    const id = "sub_01J00000000000000000000001";
    expect([(await call(SHOW, { key, id })).status, (await call(ROTATE, { key, id })).status]).toEqual([403, 403]);
  });

  it("is 404 for another tenant, as is rotating", async () => {
    const { call, otherKey, id, row } = await subscribed();
    const before = row();
    for (const route of [SHOW, ROTATE, "POST /api/v1/subscriptions/{id}/test"]) {
      expect((await call(route, { key: otherKey, id })).status).toBe(404);
    }
    expect(row()).toEqual(before);
  });
});
