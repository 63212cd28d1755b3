import { describe, expect, it } from "vitest";
import { EVERY_SUBSCRIPTION } from "../../../lib/core/log/unlisted-recipients.ts";
import { DAY_MS, eventOf, refTo, subscriptionIdsOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `UnlistedRecipients`. */
export function unlistedRecipientsContract(open: OpenTable): void {
  describe("UnlistedRecipients", () => {
    it("keeps the notes of each event, each once, before the event has a row", async () => {
      const { recipients } = open();
      const [event, other] = [eventOf(tenantOf().id), eventOf(tenantOf().id)];
      const ids = [...subscriptionIdsOf(30), EVERY_SUBSCRIPTION];
      const notes = ids.map((subscriptionId) => ({ ...refTo(event.tenantId), ulid: event.ulid, subscriptionId }));
      await recipients.noteRecipients(notes);
      await recipients.noteRecipients(notes.slice(0, 2));
      expect((await recipients.listRecipients(event)).toSorted()).toEqual(ids.toSorted());
      expect(await recipients.listRecipients(other)).toEqual([]);
      expect(await recipients.listRecipients({ ...event, incarnation: "HGFEDCBA" })).toEqual([]);
    });

    it("does not change what the event's record says", async () => {
      const { recipients, events, logReader } = open();
      const event = eventOf(tenantOf().id, { subscriptionIds: subscriptionIdsOf(40) });
      const { tenantId, incarnation, ulid } = event;
      await recipients.noteRecipients([{ tenantId, incarnation, ulid, subscriptionId: EVERY_SUBSCRIPTION }]);
      await events.putEvents([event]);
      expect(await logReader.getEvent(event, event.ulid)).toEqual(event);
    });

    it("keeps notes as long as the event", async () => {
      const { recipients, setNow } = open();
      const event = eventOf(tenantOf().id);
      const { tenantId, incarnation, ulid } = event;
      await recipients.noteRecipients([{ tenantId, incarnation, ulid, subscriptionId: "sub_a" }]);
      setNow(T0 + 30 * DAY_MS);
      expect(await recipients.listRecipients(event)).toEqual([]);
    });
  });
}
