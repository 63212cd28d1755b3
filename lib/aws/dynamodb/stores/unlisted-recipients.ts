import { timeOfUlid } from "../../../core/ids.ts";
import type { UnlistedRecipients } from "../../../core/log/unlisted-recipients.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { queryPartition } from "../driver/query.ts";
import { eventPartsPk, recipientIn, recipientKey } from "../keys/event-part-keys.ts";
import { type LogTable, retained } from "../rows.ts";

/** Keeps notes about recipients among the parts of their events. */
export function dynamoUnlistedRecipients(table: LogTable): UnlistedRecipients {
  const insertAll = batchInserter(table);
  return {
    async noteRecipients(notes) {
      const rows = notes.map((note) => ({
        ...recipientKey(note, note.subscriptionId),
        ...retained(table, timeOfUlid(note.ulid)),
      }));
      for (const result of await insertAll(rows)) if (result instanceof Error) throw result;
    },
    async listRecipients(event) {
      return (await queryPartition(table, eventPartsPk(event))).flatMap((row) => recipientIn(row) ?? []);
    },
  };
}
