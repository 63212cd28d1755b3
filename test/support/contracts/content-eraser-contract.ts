import { describe, expect, it } from "vitest";
import {
  attemptAt,
  DAY_MS,
  deliveryAt,
  eventOf,
  iso,
  subscriptionAt,
  subscriptionIdsOf,
  T0,
  tenantOf,
} from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `ContentEraser`. */
export function eraserContract(open: OpenTable): void {
  describe("ContentEraser", () => {
    it("erases only an event's data, and keeps the time of the first erasure", async () => {
      const { events, eraser, logReader } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(2), skipped: 1 });
      const neighbour = eventOf(event.tenantId);
      await events.putEvents([event, neighbour]);
      await eraser.eraseEvent(event, iso(T0 + 5));
      await eraser.eraseEvent(event, iso(T0 + 6));
      const erased = { ...event, data: "null", contentErasedAt: iso(T0 + 5) };
      expect(await logReader.getEvent(event, event.ulid)).toEqual(erased);
      expect(await logReader.getEvent(neighbour, neighbour.ulid)).toEqual(neighbour);
      const heads = await logReader.getEventHeads(event, [event.ulid]);
      expect(heads.get(event.ulid)?.contentErasedAt).toBe(iso(T0 + 5));
      const { items } = await logReader.listEvents(event, {}, { limit: 5 });
      expect(items.find(({ id }) => id === event.id)?.contentErasedAt).toBe(iso(T0 + 5));
    });

    it("creates no event when it erases a missing one", async () => {
      const { eraser, logReader } = open();
      const gone = eventOf(tenantOf().id);
      await eraser.eraseEvent(gone, iso(T0));
      expect(await logReader.getEvent(gone, gone.ulid)).toBeUndefined();
    });

    it("erases the answers of all attempts, including late ones", async () => {
      const { recorder, eraser, logReader, setNow } = open();
      const subscription = subscriptionAt(tenantOf().id, T0);
      const delivery = deliveryAt(subscription, T0, { attempts: 1, state: "cancelled" });
      const other = deliveryAt(subscription, T0 + 1);
      const answered = { excerpt: "Hello Ada", answerHeaders: { server: "x" }, requestHeaders: { a: "b" } };
      for (const number of [1, 2, 3]) {
        const made = { ...delivery, updatedAt: iso(T0 + number) };
        await recorder.record([{ delivery: made, attempt: attemptAt(T0 + number, { number, ...answered }) }]);
      }
      await recorder.record([{ delivery: other, attempt: attemptAt(T0, answered) }]);
      await eraser.eraseAnswers([delivery], iso(T0 + 5));
      await eraser.eraseAnswers([delivery], iso(T0 + 6));
      await recorder.record([{ before: delivery, delivery, attempt: attemptAt(T0 + 4, { number: 2, ...answered }) }]);
      const { answerHeaders: _answerHeaders, ...rest } = attemptAt(T0, answered);
      const erased = [1, 2, 3, 4].map((number) => ({ ...rest, number, at: iso(T0 + number), excerpt: "" }));
      const row = (await logReader.getDeliveries([delivery.id])).get(delivery.id);
      expect(row).toMatchObject({ contentErasedAt: iso(T0 + 5), state: "cancelled", attempts: 4 });
      expect(await logReader.listAttempts(delivery.id)).toEqual(erased);
      expect(await logReader.listAttempts(other.id)).toEqual([attemptAt(T0, answered)]);
      setNow(T0 + 30 * DAY_MS + 1_000);
      expect(await logReader.listAttempts(delivery.id)).toEqual([]);
    });
  });
}
