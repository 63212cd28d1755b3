import { describe, expect, it } from "vitest";
import { deliveryId, eventUlidOf, firstUlidAt } from "../../../lib/core/ids.ts";
import type { KeptEvent, LogReader } from "../../../lib/core/log/log-reader.ts";
import type { evaluations } from "../../../lib/core/matching/evaluation.ts";
import { evaluations as realEvaluations } from "../../../lib/core/matching/evaluation.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { type PreviewPorts, previewReplay } from "../../../lib/core/replay/replay-preview.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const T0 = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(ms).toISOString();
const subscription = subscriptionOf({ id: "sub_01J0000000000000000000000A", tenantId: "acme", events: ["a"] });
const scope = {
  tenantId: "acme",
  incarnation: "ABCDEFGH",
  subscriptionId: subscription.id,
  since: at(T0),
  until: at(T0 + 1000_000),
  states: ["exhausted" as const],
  includeUnmatched: false,
};

/** A log of exhausted deliveries, a second apart. Each page has 50 of them and takes `pageMs`. */
function previewing(count: number, { pageMs = 0, evaluationOf = realEvaluations(), type = "a" } = {}) {
  const state = { nowMs: T0, pages: 0, withData: 0 };
  const rows = Array.from(
    { length: count },
    (_, n): Delivery =>
      deliveryInState("exhausted", {
        id: deliveryId(firstUlidAt(T0 + n * 1000), subscription.id),
        subscriptionId: subscription.id,
        createdAt: at(T0 + n * 1000),
      }),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const createdAt = new Map(rows.map((row) => [eventUlidOf(row), row.createdAt]));
  const eventOf = (ulid: string): [string, KeptEvent] => [
    ulid,
    { ...sampleEvent({ type, data: '{"n":1}' }), ulid, receivedAt: createdAt.get(ulid) ?? "" },
  ];
  const log = {
    listDeliveries: async (_key, _filter, { limit, after = "0" }) => {
      state.pages++;
      state.nowMs += pageMs;
      const from = Number(after);
      const next = from + limit < rows.length ? String(from + limit) : undefined;
      return { items: rows.slice(from, from + limit), next };
    },
    listEvents: async () => ({ items: [] }),
    getDeliveries: async (ids) => new Map(ids.flatMap((id) => (byId.has(id) ? [[id, byId.get(id) as Delivery]] : []))),
    getEventHeads: async (_of, ulids) => new Map(ulids.map((ulid) => [ulid, { ...eventOf(ulid)[1], deliveries: 1 }])),
    getEvents: async (_of, ulids) => {
      state.withData += ulids.length;
      return new Map(ulids.map(eventOf));
    },
  } satisfies Partial<LogReader> as unknown as PreviewPorts["log"];
  const preview = previewReplay({ log, evaluationOf, now: () => state.nowMs });
  return { state, preview };
}

describe("a preview of a replay", () => {
  it("counts the deliveries, and knows the first and the last of their events", async () => {
    const { preview, state } = previewing(120);
    expect(await preview(scope, subscription, [])).toEqual({
      count: 120,
      earliest: at(T0),
      latest: at(T0 + 119_000),
      newlyMatching: 0,
      noLongerMatching: 0,
      complete: true,
    });
    expect([state.pages, state.withData]).toEqual([3, 0]);
  });

  it("reads the events' data only for an expression", async () => {
    const derived = { kind: "derived-type" as const, name: "d", from: "a", when: "true", createdAt: "", updatedAt: "" };
    for (const [given, filtered, entries] of [
      [{ ...scope, filter: "data.n == 1" }, subscription, []],
      [scope, { ...subscription, filter: "data.n == 1" }, []],
      [scope, subscription, [derived]],
    ] as const) {
      const { preview, state } = previewing(10);
      expect(await preview(given, filtered, [...entries])).toMatchObject({ count: 10, noLongerMatching: 0 });
      expect(state.withData).toBe(10);
    }
  });

  it("counts what doesn't match any more", async () => {
    const { preview } = previewing(10, { type: "b" });
    expect(await preview(scope, subscription, [])).toMatchObject({ count: 10, noLongerMatching: 10, complete: true });
  });

  it("stops after 10,000 deliveries", async () => {
    const { preview, state } = previewing(10_050);
    expect(await preview(scope, subscription, [])).toMatchObject({ count: 10_000, complete: false });
    expect(state.pages).toBe(200);
    expect(await previewing(10_000).preview(scope, subscription, [])).toMatchObject({ count: 10_000, complete: true });
  });

  it("stops after 15 s", async () => {
    const slow = previewing(1_000, { pageMs: 7_500 });
    expect(await slow.preview(scope, subscription, [])).toMatchObject({ count: 150, complete: false });
    expect(await previewing(100, { pageMs: 7_500 }).preview(scope, subscription, [])).toMatchObject({ complete: true });
  });

  it("isn't complete if an expression ran out of time", async () => {
    const undecided: ReturnType<typeof evaluations> = () => () => ({ met: false, undecided: true, reason: "is slow" });
    const { preview } = previewing(10, { evaluationOf: undecided });
    expect(await preview(scope, { ...subscription, filter: "true" }, [])).toMatchObject({ count: 10, complete: false });
    expect(await preview({ ...scope, filter: "true" }, subscription, [])).toMatchObject({ count: 0, complete: false });
  });
});
