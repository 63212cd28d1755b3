import { timeOfUlid } from "../../../lib/core/ids.ts";
import type { UnlistedRecipients } from "../../../lib/core/log/unlisted-recipients.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryUnlistedRecipients = ({ faults, recipients }: MemoryWorld): UnlistedRecipients => ({
  noteRecipients: async (notes) =>
    faults.call("noteRecipients", () => {
      for (const note of notes) {
        const { tenantId, incarnation, ulid, subscriptionId } = note;
        const kept = { tenantId, incarnation, ulid, subscriptionId };
        recipients.put(`${eventPlace(note, ulid)}/${subscriptionId}`, kept, timeOfUlid(ulid));
      }
    }),
  listRecipients: async (event) =>
    faults.call("readLog", () => {
      const own = recipients.values().filter((note) => eventPlace(note, note.ulid) === eventPlace(event, event.ulid));
      return own.map(({ subscriptionId }) => subscriptionId);
    }),
});
