import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { RejectedEventLog } from "../../../core/log/rejected-events.ts";
import { pooled } from "../../kit/pooled.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { rejectedKey } from "../keys/rejected-event-keys.ts";
import { rejectedRow } from "../rejected-rows.ts";
import type { LogTable } from "../rows.ts";

const PARALLEL_CALLS = 8;

/** The records of rejected events. */
export const dynamoRejectedEventLog = (table: LogTable): RejectedEventLog => ({
  async putRejected(rejection) {
    const command = new PutCommand({ TableName: table.name, Item: rejectedRow(table, rejection) });
    await orFault("writing a rejected event failed", () => table.client.send(command));
  },

  async removeRejected(ids) {
    await pooled(ids, PARALLEL_CALLS, async (id) => {
      const command = new DeleteCommand({ TableName: table.name, Key: rejectedKey(id) });
      await orFault("removing a rejected event failed", () => table.client.send(command));
    });
  },
});
