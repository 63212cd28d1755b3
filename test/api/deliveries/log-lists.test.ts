import { beforeEach, describe, expect, it } from "vitest";
import { deliveryId, newId } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import { attemptAt, deliveryAt, eventAt, eventOf, iso } from "../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

type Api = Awaited<ReturnType<typeof memoryApiWithTenant>>;

const T = Date.parse(AT);
const HOUR = 3_600_000;

let api: Api;
const subscription = subscriptionOf({ id: newId("sub", T) });
const other = subscriptionOf({ id: newId("sub", T + 1) });

beforeEach(async () => {
  api = await memoryApiWithTenant("manage");
  for (const one of [subscription, other]) api.world.subscriptions.put(`acme/${one.id}`, one);
});

/** An event that both subscriptions got, and its delivery to the first. */
function keep(ms: number, delivery: Partial<Delivery> = {}, event: Partial<EventRecord> = {}): Delivery {
  const subscriptionIds = [subscription.id, other.id];
  const record = keepEvent(api.world, eventAt("acme", ms, { occurredAt: iso(ms), subscriptionIds, ...event }));
  const { id: eventId, type } = record;
  const id = deliveryId(record.ulid, subscription.id);
  const made = { ...deliveryAt(subscription, ms, { latencyMs: 5, ...delivery }), id, eventId, type };
  api.world.deliveries.put(id, made, made.updatedAt);
  return made;
}

/** The delivery of an event to the second subscription. */
const otherDelivery = (eventId: string): string => deliveryId(eventId.slice("evt_".length), other.id);

const list = (route: string, query: Record<string, string> = {}, id?: string, key = api.key) =>
  api.call(route, { key, query, id });
const idsOf = ({ body }: { body: { data: { id: string }[] } }): string[] => body.data.map(({ id }) => id);

describe("GET /subscriptions/{id}/deliveries", () => {
  const ROUTE = "GET /api/v1/subscriptions/{id}/deliveries";

  it.each([
    ["by state", { state: "exhausted" }, [3]],
    ["by several states", { state: "exhausted,skipped" }, [3, 2]],
    ["by failure", { failure: "http-500" }, [3, 1]],
    ["by type", { type: "user.made" }, [2]],
    ["since", { since: iso(T + 2) }, [3, 2]],
    ["since, in another zone", { since: "2026-01-01T01:00:00.002+01:00" }, [3, 2]],
    ["until, exclusive", { until: iso(T + 2) }, [1, 0]],
    ["all at once", { state: "exhausted", failure: "http-500", type: "invoice.paid", since: AT, limit: "1" }, [3]],
    ["with nothing in it", { state: "cancelled" }, []],
  ])("lists %s", async (_, query, expected) => {
    const all = [
      keep(T),
      keep(T + 1, { state: "retrying", failure: "http-500" }),
      keep(T + 2, { state: "skipped" }, { type: "user.made" }),
      keep(T + 3, { state: "exhausted", failure: "http-500" }),
    ];
    const answer = await list(ROUTE, query as Record<string, string>, subscription.id);
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(expected.map((n) => all[n]?.id));
  });

  it.each([
    ["state", "done", "/state"],
    ["state", "exhausted,", "/state"],
    ["failure", "http-99", "/failure"],
    ["type", "no  type", "/type"],
    ["since", "yesterday", "/since"],
    ["until", "2026-02-30T00:00:00Z", "/until"],
    ["until", "9999-12-31T23:59:59-23:59", "/until"],
    ["since", "0000-01-01T00:00:00Z", "/since"],
    ["limit", "251", "/limit"],
    ["states", "exhausted", "/states"],
    ["after", "x", "/after"],
  ])("rejects %s=%s, and names the parameter", async (name, value, path) => {
    const { status, body } = await list(ROUTE, { [name]: value }, subscription.id);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  it("is 404 for another tenant", async () => {
    expect((await list(ROUTE, {}, subscription.id, api.otherKey)).status).toBe(404);
  });
});

describe("GET /events", () => {
  const ROUTE = "GET /api/v1/events";

  it("lists events, newest first, with the number of their deliveries", async () => {
    const first = keep(T);
    const second = keep(T + 1, {}, { skipped: 1, test: true, contentErasedAt: AT });
    const { body } = await list(ROUTE);
    expect(body).toEqual({
      data: [
        {
          id: second.eventId,
          type: "invoice.paid",
          occurredAt: iso(T + 1),
          receivedAt: iso(T + 1),
          deliveries: 1,
          skipped: 1,
          test: true,
          contentErasedAt: AT,
        },
        { id: first.eventId, type: "invoice.paid", occurredAt: AT, receivedAt: AT, deliveries: 2 },
      ],
      next: null,
    });
    expect((await list(ROUTE, {}, undefined, api.otherKey)).body.data).toEqual([]);
  });

  it.each([
    ["by type", { type: "user.made" }, [1]],
    ["by time", { since: iso(T + 1), until: iso(T + 2) }, [1]],
    ["of a subscription", { subscriptionId: subscription.id }, [2, 1, 0]],
    ["of a subscription, by state", { subscriptionId: subscription.id, state: "exhausted" }, [2]],
    ["of a subscription, by type", { subscriptionId: subscription.id, type: "user.made" }, [1]],
    ["of a subscription without events", { subscriptionId: newId("sub", T) }, []],
  ])("lists events %s", async (_, query, expected) => {
    const all = [keep(T), keep(T + 1, {}, { type: "user.made" }), keep(T + 2, { state: "exhausted" })];
    const answer = await list(ROUTE, query as Record<string, string>);
    expect(idsOf(answer)).toEqual(expected.map((n) => all[n]?.eventId));
  });

  it("pages through a subscription's events", async () => {
    const all = Array.from({ length: 5 }, (_, n) => keep(T + n));
    const query = { subscriptionId: subscription.id, limit: "3" };
    const first = await list(ROUTE, query);
    const second = await list(ROUTE, { ...query, after: first.body.next });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(all.map(({ eventId }) => eventId).reverse());
    expect((await list(ROUTE, { limit: "3", after: first.body.next })).status).toBe(422);
  });

  it("shows another tenant nothing of a subscription", async () => {
    keep(T);
    expect((await list(ROUTE, { subscriptionId: subscription.id }, undefined, api.otherKey)).body.data).toEqual([]);
  });

  it("rejects a state without a subscription", async () => {
    const { status, body } = await list(ROUTE, { state: "exhausted" });
    expect([status, body.errors[0].path]).toEqual([422, "/state"]);
  });
});

describe("GET /events/{id}/deliveries", () => {
  const ROUTE = "GET /api/v1/events/{id}/deliveries";

  it("lists them by state, including untried deliveries", async () => {
    const { eventId, id } = keep(T, { state: "exhausted" });
    expect(idsOf(await list(ROUTE, { state: "exhausted" }, eventId))).toEqual([id]);
    expect(idsOf(await list(ROUTE, { state: "pending" }, eventId))).toEqual([otherDelivery(eventId)]);
    expect(idsOf(await list(ROUTE, { state: "pending,exhausted" }, eventId))).toHaveLength(2);
    expect((await list(ROUTE, { state: "gone" }, eventId)).status).toBe(422);
  });

  it("pages through many deliveries of which few match", async () => {
    const subscriptionIds = Array.from({ length: 500 }, (_, n) => newId("sub", T + n));
    const event = keepEvent(api.world, eventOf("acme", { subscriptionIds, skipped: 2 }));
    const found: string[] = [];
    let after: string | null = null;
    do {
      const query: Record<string, string> = { state: "skipped", limit: "1", ...(after && { after }) };
      const { body } = await list(ROUTE, query, event.id);
      found.push(...body.data.map(({ subscriptionId }: { subscriptionId: string }) => subscriptionId));
      after = body.next;
    } while (after);
    expect(found).toEqual(subscriptionIds.slice(-2));
  });
});

describe("GET /subscriptions/{id}/statistics", () => {
  const ROUTE = "GET /api/v1/subscriptions/{id}/statistics";

  it("counts the outcomes of the last day's deliveries, and waiting deliveries", async () => {
    keep(T - 25 * HOUR, { state: "exhausted", failure: "dns" });
    keep(T - 30 * HOUR, { state: "retrying", failure: "dns" });
    for (let n = 1; n <= 20; n++) keep(T - n * 60_000, { latencyMs: n });
    keep(T - HOUR, { state: "exhausted", failure: "http-500", latencyMs: 900 });
    keep(T - HOUR, { state: "retrying", failure: "http-500", latencyMs: 30_000 });
    keep(T - HOUR, { state: "retrying", failure: "timeout-headers", latencyMs: 1 });
    keep(T - 2 * HOUR, { state: "skipped", latencyMs: undefined });
    keep(T - 3 * HOUR, { state: "skipped", latencyMs: undefined });
    keep(T - HOUR, { test: true, state: "exhausted", failure: "connect" });
    const { status, body } = await list(ROUTE, {}, subscription.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      since: iso(T - 24 * HOUR),
      until: AT,
      complete: true,
      delivered: 20,
      failed: { "http-500": 2, "timeout-headers": 1 },
      exhausted: 1,
      skipped: 2,
      skippedSince: iso(T - 3 * HOUR),
      latencyMs: { p50: 11, p95: 900 },
      inBackoff: 3,
      held: 0,
      oldestWaitingAt: iso(T - 30 * HOUR),
    });
  });

  it("says so if there were no deliveries", async () => {
    const { body } = await list(ROUTE, { since: AT, until: AT }, subscription.id);
    expect(body).toMatchObject({ delivered: 0, failed: {}, latencyMs: { p50: null, p95: null }, inBackoff: 0 });
    expect(body).not.toHaveProperty("oldestWaitingAt");
  });

  it("counts the newest if there are too many, and says that the counts are incomplete", async () => {
    for (let n = 0; n < 2_001; n++) {
      const made = deliveryAt(subscription, T - HOUR + n, { latencyMs: n });
      api.world.deliveries.put(made.id, made, made.updatedAt);
    }
    const { body } = await list(ROUTE, {}, subscription.id);
    expect(body).toMatchObject({ complete: false, delivered: 2_000, latencyMs: { p50: 1_000 } });
  });

  it("reads the log once for the same request within 5 seconds, and again for another one", async () => {
    let reads = 0;
    api.world.faults.decide = (operation) => {
      if (operation === "readLog") reads++;
      return undefined;
    };
    const since = iso(T - HOUR);
    for (let n = 0; n < 30; n++) expect((await list(ROUTE, { since }, subscription.id)).status).toBe(200);
    expect(reads).toBe(2);
    await list(ROUTE, { since: iso(T - 2 * HOUR) }, subscription.id);
    expect(reads).toBe(4);
    expect((await list(ROUTE, { since }, subscription.id, api.otherKey)).status).toBe(404);
  });

  it("is 404 for another tenant, and rejects unknown parameters", async () => {
    expect((await list(ROUTE, {}, subscription.id, api.otherKey)).status).toBe(404);
    expect((await list(ROUTE, { limit: "5" }, subscription.id)).status).toBe(422);
  });
});

describe("DELETE /events/{id}/content", () => {
  const ROUTE = "DELETE /api/v1/events/{id}/content";
  const erase = (id: string, key = api.key) => api.call(ROUTE, { key, id });

  it("erases data and answers, cancels waiting deliveries, and keeps the log", async () => {
    const { id, eventId } = keep(T, { state: "delivered" });
    api.world.attempts.put(`${id}/1`, { deliveryId: id, attempt: attemptAt(T, { excerpt: "Hello Ada" }) }, AT);
    for (let times = 0; times < 2; times++) {
      const { status, text } = await erase(eventId);
      expect([status, text]).toEqual([204, ""]);
    }
    const { body: event } = await list("GET /api/v1/events/{id}", {}, eventId);
    expect(event).toMatchObject({ id: eventId, contentErasedAt: AT, deliveries: 2 });
    expect(event).not.toHaveProperty("data");
    const { body: delivery } = await list("GET /api/v1/deliveries/{id}", {}, id);
    expect(delivery).toMatchObject({ state: "delivered", attempts: [{ number: 1, status: 200, excerpt: "" }] });
    const waiting = otherDelivery(eventId);
    expect((await list("GET /api/v1/deliveries/{id}", {}, waiting)).body.state).toBe("cancelled");
    const retry = await api.call("POST /api/v1/deliveries/{id}/retry", { key: api.key, id });
    expect(retry.status).toBe(409);
  });

  it.each(["replaceDeliveries", "eraseEvent", "eraseAnswers"] as const)(
    "can be repeated when it broke off at %s",
    async (step) => {
      const { id, eventId } = keep(T, { state: "retrying", attempts: 1 });
      api.world.attempts.put(`${id}/1`, { deliveryId: id, attempt: attemptAt(T, { excerpt: "Hello Ada" }) }, AT);
      api.world.faults.failNext(step, { when: "after" });
      expect((await erase(eventId)).status).toBe(503);
      expect((await erase(eventId)).status).toBe(204);
      expect((await list("GET /api/v1/deliveries/{id}", {}, id)).body).toMatchObject({
        state: "cancelled",
        attempts: [{ excerpt: "" }],
      });
    },
  );

  it("leaves a filter's result unexplained", async () => {
    const { eventId } = keep(T);
    const third = subscriptionOf({ id: newId("sub", T + 2), filter: "data.amount > 1.0" });
    api.world.subscriptions.put(`acme/${third.id}`, third);
    await erase(eventId);
    const { body } = await list("GET /api/v1/events/{id}/explanation", {}, eventId);
    const found = body.data.find(({ subscriptionId }: { subscriptionId: string }) => subscriptionId === third.id);
    expect(found).toMatchObject({ step: "filter", reason: expect.stringContaining("erased") });
  });

  it("still recognizes a repeat of the event", async () => {
    const body = { id: "mine", type: "invoice.paid", data: { secret: 1 } };
    await api.call("POST /api/v1/events", { key: api.key, body });
    await erase("mine");
    const again = await api.call("POST /api/v1/events", { key: api.key, body });
    expect(again.body).toMatchObject({ id: "mine", duplicate: true });
    expect((await list("GET /api/v1/events/{id}", {}, "mine")).body).not.toHaveProperty("data");
  });

  it("is 404 for another tenant's event and for an unknown event, and changes nothing", async () => {
    const { eventId } = keep(T);
    expect((await erase(eventId, api.otherKey)).status).toBe(404);
    expect((await erase("evt_none")).status).toBe(404);
    expect((await list("GET /api/v1/events/{id}", {}, eventId)).body).toHaveProperty("data");
  });

  it("needs a key that may make changes", async () => {
    const { eventId } = keep(T);
    const reader = await memoryApiWithTenant("read");
    expect((await reader.call(ROUTE, { key: reader.key, id: eventId })).status).toBe(403);
  });
});
