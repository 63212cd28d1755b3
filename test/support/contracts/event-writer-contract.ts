import { describe, expect, it } from "vitest";
import { DAY_MS, eventOf, iso, refTo, subscriptionIdsOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `EventWriter`, and of `LogReader` for events. */
export function eventContract(open: OpenTable): void {
  describe("EventWriter", () => {
    it("keeps an event with its data as the received text", async () => {
      const { events, logReader } = open();
      const data = '{ "big": 12345678901234567890, "1": "\\u00e9\u2028😀", "1": null }';
      const event = eventOf(tenantOf().id, { data, subscriptionIds: subscriptionIdsOf(1) });
      await events.putEvents([event]);
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
    });

    it("keeps the matched types", async () => {
      const { events, logReader } = open();
      const matchedTypes = [
        { types: ["a"], count: 2 },
        { types: ["a", "b.c"], count: 1 },
      ];
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(3), matchedTypes });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
    });

    it("keeps the number of skipped deliveries, and counts the others", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(3), skipped: 2 });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
      const heads = await logReader.getEventHeads(event, [event.ulid]);
      expect(heads.get(event.ulid)).toMatchObject({ deliveries: 1, skipped: 2 });
    });

    it("keeps which subscriptions are undecided, and counts them", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id, { undecidedIds: subscriptionIdsOf(40) });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
      expect((await logReader.getEventHeads(event, [event.ulid])).get(event.ulid)?.undecided).toBe(40);
      expect((await logReader.getEvents(event, [event.ulid])).get(event.ulid)).not.toHaveProperty("undecidedIds");
    });

    it.each([
      ["undecided", { undecidedIds: subscriptionIdsOf(1) }, { subscriptionIds: subscriptionIdsOf(1) }],
      ["decided", { subscriptionIds: subscriptionIdsOf(1) }, { undecidedIds: subscriptionIdsOf(1) }],
      ["matched", { subscriptionIds: subscriptionIdsOf(50) }, { subscriptionIds: subscriptionIdsOf(40) }],
    ])("keeps the matches of the first of two tries, whatever the other has %s", async (_name, others, mine) => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      for (const fields of [mine, others]) await events.putEvents([{ ...event, ...fields }]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual({ ...event, ...mine });
    });

    it("never overwrites an event", async () => {
      const { events, eraser, logReader } = open();
      const event = eventOf(tenantOf().id, { data: `"${"x".repeat(5_000)}"` });
      await events.putEvents([event]);
      await eraser.eraseEvent(event, iso(T0 + 5));
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toMatchObject({ data: "null", contentErasedAt: iso(T0 + 5) });
      expect((await logReader.getEvents(event, [event.ulid])).get(event.ulid)?.data).toBe("null");
    });

    it("shows an event to no later tenant with the same id", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      const successor = { tenantId: event.tenantId, incarnation: "HGFEDCBA" };
      expect(await logReader.getEvent(successor, event.ulid)).toBeUndefined();
      expect(await logReader.listEvents(successor, {}, { limit: 5 })).toEqual({ items: [] });
    });

    it.each([0, 1, 31, 32, 33, 64])("keeps %i matches in their order", async (count) => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(count) });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
    });

    it("keeps an event without matches", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
    });

    it("keeps a hundred events from one call", async () => {
      const { events, logReader } = open();
      const written = Array.from({ length: 100 }, (_, n) => eventOf("many", { data: `{"n":${n}}` }));
      await events.putEvents(written);
      const read = await Promise.all(written.map((e) => logReader.getEvent(e, e.ulid)));
      expect(read).toEqual(written);
    });

    it("keeps the largest event with more matches than fit beside it", async () => {
      const { events, logReader } = open();
      const subscriptionIds = subscriptionIdsOf(11_500);
      const event = eventOf(tenantOf().id, { data: `"${"x".repeat(256 * 1024 - 2)}"`, subscriptionIds });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
      const heads = await logReader.getEventHeads(event, [event.ulid]);
      expect(heads.get(event.ulid)?.deliveries).toBe(11_500);
      const read = await logReader.getEvents(event, [event.ulid]);
      expect(read.get(event.ulid)?.data).toBe(event.data);
    });

    it("does not show an event to another tenant", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      expect(await logReader.getEvent(refTo(tenantOf().id), event.ulid)).toBeUndefined();
    });

    it("hides an expired event", async () => {
      const { events, logReader, setNow } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      setNow(T0 + 30 * DAY_MS - 1000);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
      setNow(T0 + 30 * DAY_MS);
      expect(await logReader.getEvent(event, event.ulid)).toBeUndefined();
      expect((await logReader.getEventHeads(event, [event.ulid])).size).toBe(0);
    });
  });
}
