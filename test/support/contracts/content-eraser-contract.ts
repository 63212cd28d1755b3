import { describe, expect, it } from "vitest";
import { attemptAt, DAY_MS, deliveryAt, eventOf, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `ContentEraser`. */
export function eraserContract(open: OpenTable): void {
  describe("ContentEraser", () => {
    it("erases only an event's data, and keeps the time of the first erasure", async () => {
      const { events, eraser, logReader, admission } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: ["sub_1", "sub_2"], skipped: 1 });
      const neighbour = eventOf(event.tenantId);
      await events.putEvents([event, neighbour]);
      await eraser.eraseEvent(event.tenantId, event.id, iso(T0 + 5));
      await eraser.eraseEvent(event.tenantId, event.id, iso(T0 + 6));
      const erased = { ...event, data: "null", contentErasedAt: iso(T0 + 5) };
      expect(await logReader.getEvent(event.tenantId, event.id)).toEqual(erased);
      expect(await logReader.getEvent(event.tenantId, neighbour.id)).toEqual(neighbour);
      const heads = await logReader.getEventHeads(event.tenantId, [event.id]);
      expect(heads.get(event.id)?.contentErasedAt).toBe(iso(T0 + 5));
      const { items } = await logReader.listEvents(event.tenantId, {}, { limit: 5 });
      expect(items.find(({ id }) => id === event.id)?.contentErasedAt).toBe(iso(T0 + 5));
      const { accepted } = await admission.admit(event.tenantId, undefined, [event.id]);
      expect(accepted.get(event.id)?.digest).toBe(event.digest);
    });

    it("creates no event when it erases a missing one", async () => {
      const { eraser, logReader } = open();
      const tenantId = tenantOf().id;
      await eraser.eraseEvent(tenantId, "evt_gone", iso(T0));
      expect(await logReader.getEvent(tenantId, "evt_gone")).toBeUndefined();
    });

    it("erases the answers of all attempts, including late ones", async () => {
      const { recorder, eraser, logReader, setNow } = open();
      const subscription = subscriptionAt(tenantOf().id, T0);
      const delivery = deliveryAt(subscription, T0, { attempts: 2, state: "cancelled" });
      const other = deliveryAt(subscription, T0 + 1);
      const answered = { excerpt: "Hello Ada", answerHeaders: { server: "x" }, requestHeaders: { a: "b" } };
      for (const number of [1, 2, 3]) {
        await recorder.record([{ delivery, attempt: attemptAt(T0, { number, ...answered }) }]);
      }
      await recorder.record([{ delivery: other, attempt: attemptAt(T0, answered) }]);
      await eraser.eraseAnswers([delivery]);
      await eraser.eraseAnswers([delivery]);
      const { answerHeaders: _answerHeaders, ...rest } = attemptAt(T0, answered);
      const erased = [1, 2, 3].map((number) => ({ ...rest, number, excerpt: "" }));
      expect(await logReader.listAttempts(delivery.id)).toEqual(erased);
      expect(await logReader.listAttempts(other.id)).toEqual([attemptAt(T0, answered)]);
      setNow(T0 + 30 * DAY_MS);
      expect(await logReader.listAttempts(delivery.id)).toEqual([]);
    });
  });
}
