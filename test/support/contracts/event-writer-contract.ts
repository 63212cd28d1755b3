import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { DAY_MS, eventOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `EventWriter`, and of `LogReader` for events. */
export function eventContract(open: OpenTable): void {
  describe("EventWriter", () => {
    it("keeps an event with its data as the received text", async () => {
      const { events, logReader } = open();
      const data = '{ "big": 12345678901234567890, "1": "\\u00e9\u2028😀", "1": null }';
      const event = eventOf(tenantOf().id, { data, subscriptionIds: ["sub_1"] });
      await events.putEvents([event]);
      await events.putEvents([event]);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
    });

    it("keeps the matched types", async () => {
      const { events, logReader } = open();
      const matchedTypes = [
        { types: ["a"], count: 2 },
        { types: ["a", "b.c"], count: 1 },
      ];
      const event = eventOf(tenantOf().id, { subscriptionIds: ["sub_1", "sub_2", "sub_3"], matchedTypes });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
    });

    it("keeps the number of skipped deliveries, and counts the others", async () => {
      const { events, admission, logReader } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: ["sub_1", "sub_2", "sub_3"], skipped: 2 });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
      const { accepted } = await admission.admit(event.tenantId, undefined, [event.id]);
      expect(accepted.get(event.id)).toMatchObject({ deliveries: 1, skipped: 2 });
    });

    it("keeps an event without matches", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
    });

    it("keeps a hundred events from one call", async () => {
      const { events, logReader } = open();
      const written = Array.from({ length: 100 }, (_, n) => eventOf("many", { data: `{"n":${n}}` }));
      await events.putEvents(written);
      const read = await Promise.all(written.map((e) => logReader.getEvent("many", e.id)));
      expect(read).toEqual(written);
    });

    it("keeps the largest event with more matches than fit beside it", async () => {
      const { events, admission, logReader } = open();
      const subscriptionIds = Array.from({ length: 11_500 }, () => newId("sub", T0));
      const event = eventOf(tenantOf().id, { data: `"${"x".repeat(256 * 1024 - 2)}"`, subscriptionIds });
      await events.putEvents([event]);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
      const { accepted } = await admission.admit(event.tenantId, undefined, [event.id]);
      expect(accepted.get(event.id)?.deliveries).toBe(11_500);
    });

    it("does not show an event to another tenant", async () => {
      const { events, logReader } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      expect(await logReader.getEvent(tenantOf().id, event.id)).toBeUndefined();
    });

    it("hides an expired event", async () => {
      const { events, admission, logReader, setNow } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      setNow(T0 + 30 * DAY_MS - 1000);
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(event);
      setNow(T0 + 30 * DAY_MS);
      expect(await logReader.getEvent(event.tenantId, event.id)).toBeUndefined();
      expect((await admission.admit(event.tenantId, undefined, [event.id])).accepted.size).toBe(0);
    });
  });
}
