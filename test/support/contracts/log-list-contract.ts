import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { newUlid } from "../../../lib/core/ids.ts";
import type { Page } from "../../../lib/core/kit/pages.ts";
import type { DeliveryFilter, EventFilter } from "../../../lib/core/log/log-filters.ts";
import type { Delivery, DeliveryState } from "../../../lib/core/model/delivery.ts";
import type { FailureClass } from "../../../lib/core/model/failure-class.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import {
  DAY_MS,
  deliveryAt,
  eventAt,
  eventOf,
  iso,
  refTo,
  subscriptionAt,
  subscriptionIdsOf,
  T0,
  tenantOf,
} from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const STATES: DeliveryState[] = ["pending", "delivered", "retrying", "held", "exhausted", "skipped", "cancelled"];
const FAILURES: FailureClass[] = ["http-500", "dns", "timeout-connect"];
const TYPES = ["invoice.paid", "invoice.void", "user.made"];
const ALL = 90;

/** Reads all pages of a list. */
async function whole<T>(limit: number, read: (after: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    after = page.next;
  } while (after);
  return all;
}

const spans = fc.record(
  {
    since: fc.integer({ min: -2, max: ALL }).map((n) => iso(T0 + n * 10)),
    until: fc.integer({ min: -2, max: ALL + 2 }).map((n) => iso(T0 + n * 10)),
  },
  { requiredKeys: [] },
);

/** The contract of `LogReader` for filtered lists. */
export function logListContract(open: OpenTable): void {
  let ports: TablePorts;
  let subscription: Subscription;
  let made: Delivery[];
  const keyOf = ({ tenantId, id }: Subscription) => ({ tenantId, subscriptionId: id });

  beforeAll(async () => {
    ports = open();
    subscription = subscriptionAt(tenantOf().id, T0);
    made = Array.from({ length: ALL }, (_, n) => deliveryOf(subscription, n));
    const others = Array.from({ length: 20 }, (_, n) => deliveryOf(subscriptionAt(subscription.tenantId, T0), n));
    await ports.recorder.record([...made, ...others].map((delivery) => ({ delivery })));
  });

  /** Makes two deliveries for each timestamp. */
  function deliveryOf(of: Subscription, n: number): Delivery {
    const state = STATES[(n * 5) % STATES.length] ?? "delivered";
    const failure = state === "delivered" ? undefined : FAILURES[n % 4];
    const type = TYPES[(n >> 1) % TYPES.length] ?? "";
    return deliveryAt(of, T0 + (n >> 1) * 20, {
      state,
      type,
      ...(failure && { failure }),
      ...(state === "held" && { heldFor: "breaker", holds: 1 }),
      latencyMs: n,
    });
  }

  describe("LogReader.listDeliveries, filtered", () => {
    const filters: fc.Arbitrary<DeliveryFilter> = fc
      .record(
        {
          states: fc.uniqueArray(fc.constantFrom(...STATES), { minLength: 1 }),
          failure: fc.constantFrom(...FAILURES),
          types: fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 2 }),
          order: fc.constantFrom("newest" as const, "oldest" as const),
        },
        { requiredKeys: [] },
      )
      .chain((filter) => spans.map((span) => ({ ...filter, ...span })));

    it("returns each match once and in order, for any filter and page size", async () => {
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 1, max: 40 }), async (filter, limit) => {
          const read = await whole(limit, (after) =>
            ports.logReader.listDeliveries(keyOf(subscription), filter, { limit, after }),
          );
          expect(read).toEqual(expected(filter));
        }),
        { numRuns: 60 },
      );
    });

    function expected({ states, failure, types, since = "", until = "~", order }: DeliveryFilter): Delivery[] {
      const place = ({ id }: Delivery) => id;
      const fitting = made.filter(
        (d) =>
          (!states || states.includes(d.state)) &&
          (!failure || d.failure === failure) &&
          (!types || types.includes(d.type)) &&
          d.createdAt >= since &&
          d.createdAt < until,
      );
      const oldest = fitting.sort((a, b) => (place(a) < place(b) ? -1 : 1));
      return order === "oldest" ? oldest : oldest.reverse();
    }

    it.each([
      ["by state", "retrying", "exhausted", { states: ["retrying"] }, { states: ["exhausted"] }],
      ["by failure", "retrying", "retrying", { failure: "http-500" }, { failure: "dns" }],
      ["out of both", "retrying", "delivered", { states: ["retrying"] }, { states: ["delivered"] }],
    ] as const)("moves a delivery that changes: %s", async (_, before, after, first, second) => {
      const of = subscriptionAt(subscription.tenantId, T0);
      const idsOf = async (filter: DeliveryFilter) =>
        (await ports.logReader.listDeliveries(keyOf(of), filter, { limit: 5 })).items.map(({ id }) => id);
      const delivery = deliveryAt(of, T0, { state: before, failure: "http-500" });
      await ports.recorder.record([{ delivery }]);
      expect([await idsOf(first), await idsOf(second)]).toEqual([[delivery.id], []]);
      const { failure: _failure, ...changed } = { ...delivery, state: after, updatedAt: iso(T0 + 1) };
      const now = after === "delivered" ? changed : { ...changed, failure: "dns" as const };
      await ports.recorder.record([{ delivery: now }]);
      expect([await idsOf(first), await idsOf(second)]).toEqual([[], [delivery.id]]);
    });

    it("shows another tenant nothing in any list", async () => {
      const others = { tenantId: tenantOf().id, subscriptionId: subscription.id };
      for (const filter of [{ states: ["retrying" as const] }, { failure: "dns" as const }, { types: TYPES }]) {
        expect(await ports.logReader.listDeliveries(others, filter, { limit: 5 })).toEqual({ items: [] });
      }
    });
  });

  describe("LogReader.listEvents", () => {
    it("returns each match once, newest first, for any filter and page size", async () => {
      const { events, logReader } = ports;
      const { tenantId } = subscription;
      const kept = Array.from({ length: 60 }, (_, n) =>
        eventAt(tenantId, T0 + (n >> 1) * 20, { type: TYPES[n % 3] ?? "", subscriptionIds: subscriptionIdsOf(1) }),
      );
      await events.putEvents([...kept, eventOf(tenantOf().id)]);
      const filters: fc.Arbitrary<EventFilter> = fc
        .record({ type: fc.constantFrom(...TYPES, "none.such") }, { requiredKeys: [] })
        .chain((filter) => spans.map((span) => ({ ...filter, ...span })));
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 1, max: 30 }), async (filter, limit) => {
          const { type, since = "", until = "~" } = filter;
          const read = await whole(limit, (after) => logReader.listEvents(refTo(tenantId), filter, { limit, after }));
          const fitting = kept
            .filter((event) => type === undefined || event.type === type)
            .filter(({ receivedAt }) => receivedAt >= since && receivedAt < until)
            .sort((a, b) => (a.ulid < b.ulid ? 1 : -1));
          expect(read.map(({ id }) => id)).toEqual(fitting.map(({ id }) => id));
        }),
        { numRuns: 30 },
      );
    });

    it("shows the head of an event, without its data", async () => {
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(2), skipped: 1, test: true });
      await ports.events.putEvents([event]);
      const { id, ulid, tenantId, type, occurredAt, receivedAt } = event;
      const head = { id, ulid, tenantId, type, occurredAt, receivedAt, deliveries: 1, skipped: 1, test: true };
      expect(await ports.logReader.listEvents(refTo(tenantId), {}, { limit: 5 })).toEqual({ items: [head] });
      expect([...(await ports.logReader.getEventHeads(event, [ulid, newUlid(T0)])).values()]).toEqual([head]);
    });

    it("rejects cursors of other lists", async () => {
      const { logReader } = ports;
      const { next } = await logReader.listDeliveries(keyOf(subscription), {}, { limit: 1 });
      const tenantId = tenantOf().id;
      await ports.events.putEvents([eventOf(tenantId), eventOf(tenantId)]);
      const others = await logReader.listEvents(refTo(tenantId), {}, { limit: 1 });
      for (const after of ["x", String(next), String(others.next)]) {
        const error = await logReader
          .listEvents(refTo(subscription.tenantId), {}, { limit: 1, after })
          .catch((e: unknown) => e);
        expect(error, after).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
      }
    });

    it("leaves out expired rows", async () => {
      const late = open();
      const tenantId = tenantOf().id;
      const event = eventOf(tenantId);
      await late.events.putEvents([event]);
      late.setNow(T0 + 30 * DAY_MS);
      expect(await late.logReader.listEvents(refTo(tenantId), {}, { limit: 5 })).toEqual({ items: [] });
      expect(await late.logReader.getEventHeads(event, [event.ulid])).toEqual(new Map());
    });
  });

  describe("LogReader.getEvents", () => {
    it("reads existing events of the tenant with their data", async () => {
      const tenantId = tenantOf().id;
      const kept = Array.from({ length: 120 }, (_, n) => eventOf(tenantId, { data: `{"n":${n},"big":1e400}` }));
      await ports.events.putEvents(kept);
      const ulids = [...kept.map(({ ulid }) => ulid), newUlid(T0)];
      const read = await ports.logReader.getEvents(refTo(tenantId), ulids);
      expect(read.size).toBe(120);
      for (const { incarnation: _incarnation, subscriptionIds: _ids, ...event } of kept)
        expect(read.get(event.ulid)).toEqual(event);
      expect(await ports.logReader.getEvents(refTo(tenantOf().id), ulids)).toEqual(new Map());
    });
  });
}
