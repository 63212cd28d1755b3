import { describe, expect, it } from "vitest";
import { deliveryId } from "../../../lib/core/ids.ts";
import { eventAt } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const IN_FIRST_RUN = { run: 0, attemptsBeforeRun: 0, trigger: "scheduled" } as const;

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };

describe("the log", () => {
  async function withEvent() {
    const tenant = await memoryApiWithTenant();
    const ids = ["sub_01J00000000000000000000001", "sub_01J00000000000000000000002"];
    const fields = { id: "evt_1", type: "a", data: '{"n":1.0}', subscriptionIds: ids };
    const { ulid } = keepEvent(tenant.world, eventAt("acme", Date.parse(AT), fields));
    const [tried = "", untried = ""] = ids.map((id) => deliveryId(ulid, id));
    const row = {
      id: tried,
      tenantId: "acme",
      subscriptionId: ids[0] ?? "",
      eventId: "evt_1",
      type: "a",
      state: "retrying" as const,
    };
    tenant.world.deliveries.put(
      tried,
      { ...row, ...IN_FIRST_RUN, attempts: 1, createdAt: AT, updatedAt: AT, nextAttemptAt: AT },
      AT,
    );
    const attempt = {
      number: 1,
      at: AT,
      url: hook.url,
      status: 500,
      failure: "http-500" as const,
      timings: { total: 5 },
      trigger: "scheduled" as const,
      excerpt: "no",
    };
    tenant.world.attempts.put(`${tried}/1`, { deliveryId: tried, attempt }, AT);
    return { ...tenant, tried, untried, attempt };
  }

  it("shows an event with its data as it came in", async () => {
    const { call, key } = await withEvent();
    const { status, text, body } = await call("GET /api/v1/events/{id}", { key, id: "evt_1" });
    expect([status, body.deliveries]).toEqual([200, 2]);
    expect(text).toContain('"data":{"n":1.0}}');
  });

  it("shows an event's deliveries, including untried ones", async () => {
    const { call, key } = await withEvent();
    const { body } = await call("GET /api/v1/events/{id}/deliveries", { key, id: "evt_1" });
    expect(body.data).toMatchObject([
      { state: "retrying", attemptCount: 1 },
      { state: "pending", attemptCount: 0 },
    ]);
    expect(body.next).toBeNull();
  });

  it("shows a delivery with its attempts", async () => {
    const { call, key, tried, untried, attempt } = await withEvent();
    const shown = (await call("GET /api/v1/deliveries/{id}", { key, id: tried })).body;
    expect(shown).toMatchObject({ state: "retrying", nextAttemptAt: AT, attempts: [attempt] });
    const pending = (await call("GET /api/v1/deliveries/{id}", { key, id: untried })).body;
    expect(pending).toMatchObject({ state: "pending", attempts: [] });
  });

  it.each(["evt_2", "../x", "", "a b"])("has no event %j", async (id) => {
    const { call, key } = await withEvent();
    expect((await call("GET /api/v1/events/{id}", { key, id })).status).toBe(404);
  });

  it("rejects an invalid page", async () => {
    const { call, key } = await withEvent();
    const { status, body } = await call("GET /api/v1/events/{id}/deliveries", {
      key,
      id: "evt_1",
      query: { limit: "0", x: "1" },
    });
    expect(status).toBe(422);
    expect(body.errors.map((e: { path: string }) => e.path)).toEqual(["/limit", "/x"]);
  });
});
