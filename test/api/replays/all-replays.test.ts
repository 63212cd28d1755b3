import { expect, it } from "vitest";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const LIST = "GET /api/v1/overview/replays";
const HOUR_MS = 3_600_000;

/** The API with a replay of each of two tenants. */
async function withReplays() {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => nowMs });
  const replays: string[] = [];
  for (const key of [api.key, api.otherKey]) {
    const body = { url: "https://receiver.example/hook", events: ["a"] };
    const { id: subscriptionId } = (await api.call("POST /api/v1/subscriptions", { key, body })).body;
    const asked = { subscriptionId, since: "2025-12-31T00:00:00Z" };
    replays.push((await api.call("POST /api/v1/replays", { key, body: asked })).body.id);
    nowMs += 1_000;
  }
  const list = async (query: Record<string, string> = {}): Promise<string[][]> => {
    const { body } = await api.call(LIST, { key: ADMIN, query });
    return body.data.map(({ id, tenantId, state }: Record<string, string>) => [id, tenantId, state]);
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { ...api, replays, list, pass };
}

it("lists the replays of all tenants with their state, newest first", async () => {
  const { call, key, list, replays } = await withReplays();
  const [first = "", second = ""] = replays;
  await call("POST /api/v1/replays/{id}/pause", { key, id: first });
  expect(await list()).toEqual([
    [second, "other", "running"],
    [first, "acme", "paused"],
  ]);
  expect(await list({ state: "paused" })).toEqual([[first, "acme", "paused"]]);
  expect(await list({ state: "running" })).toEqual([[second, "other", "running"]]);
  await call("POST /api/v1/replays/{id}/cancel", { key, id: first });
  expect(await list({ state: "paused" })).toEqual([]);
  expect(await list({ state: "cancelled" })).toEqual([[first, "acme", "cancelled"]]);
});

it("lists a replay that has stalled as a failed one", async () => {
  const { list, pass, replays } = await withReplays();
  pass(2 * HOUR_MS);
  expect(await list({ state: "running" })).toEqual([]);
  expect((await list({ state: "failed" })).map(([id]) => id)).toEqual(replays.toReversed());
});

it("rejects an unknown state, and a tenant's key", async () => {
  const { call, key } = await withReplays();
  const { status, body } = await call(LIST, { key: ADMIN, query: { state: "stuck" } });
  expect([status, body.errors[0].path]).toEqual([422, "/state"]);
  expect((await call(LIST, { key, query: {} })).status).toBe(403);
});
