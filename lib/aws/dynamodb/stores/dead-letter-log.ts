import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DeadLetterLog, LetterKey, LetterRecords, StuckLetter } from "../../../core/log/dead-letters.ts";
import { pooled } from "../../kit/pooled.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { deadLetterKey, isDeadLetterKey, isRedriveKey, redriveKey } from "../keys/dead-letter-keys.ts";
import { deadLetterRow, recordIn } from "../rows.ts";

const PARALLEL_CALLS = 8;

/** The records of dead letters that stay in their queue. */
export function dynamoDeadLetterLog(table: TableAccess): DeadLetterLog {
  const { client, name: TableName } = table;
  const batchGet = batchGetter(table);
  return { readLetters, putLetters, removeLetters };

  async function readLetters(keys: LetterKey[]): Promise<LetterRecords> {
    const rows = await batchGet([redriveKey(), ...keys.map(deadLetterKey)]);
    const redrive = rows.find(isRedriveKey);
    const records = rows.filter(isDeadLetterKey).map((row) => recordIn<StuckLetter>(row));
    const letters = new Map(records.map((letter) => [letter.messageId, letter]));
    return redrive ? { letters, redriveAt: String(redrive.redriveAt) } : { letters };
  }

  async function putLetters(letters: StuckLetter[]): Promise<void> {
    await pooled(letters, PARALLEL_CALLS, async (letter) => {
      const command = new PutCommand({ TableName, Item: deadLetterRow(letter) });
      await orFault("writing a dead letter failed", () => client.send(command));
    });
  }

  async function removeLetters(keys: LetterKey[]): Promise<void> {
    await pooled(keys, PARALLEL_CALLS, async (key) => {
      const command = new DeleteCommand({ TableName, Key: deadLetterKey(key) });
      await orFault("removing a dead letter failed", () => client.send(command));
    });
  }
}
