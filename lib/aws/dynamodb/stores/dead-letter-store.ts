import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { badCursor } from "../../../core/errors.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type {
  DeadLetterDesk,
  DeadLetterLog,
  LetterKey,
  LetterRecords,
  StuckLetter,
} from "../../../core/log/dead-letters.ts";
import { pooled } from "../../batches.ts";
import { orFault } from "../../faults.ts";
import { type Row, recordIn, type Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { queryRows } from "../driver/query.ts";
import { DEAD_LETTER_PREFIX, DEAD_LETTERS_PK, deadLetterKey, redriveKey, TTL_ATTRIBUTE } from "../table.ts";

/** As long as SQS keeps a message after it was sent. */
const KEPT_SECONDS = 14 * 86_400;

const PARALLEL_CALLS = 8;

/** On record of the dead letters that stay. */
export function dynamoDeadLetterLog(table: Table): DeadLetterLog {
  const { client, name: TableName } = table;
  const batchGet = batchGetter(table);
  return { readLetters, putLetters, removeLetters };

  async function readLetters(keys: LetterKey[]): Promise<LetterRecords> {
    const rows = await batchGet([redriveKey(), ...keys.map(deadLetterKey)]);
    const redrive = rows.find(({ sk }) => sk === redriveKey().sk);
    const letters = rows.filter(isLetter).map((row) => recordIn<StuckLetter>(row));
    const since = new Map(letters.map((letter) => [letter.messageId, letter.since]));
    return redrive ? { since, redriveAt: String(redrive.redriveAt) } : { since };
  }

  async function putLetters(letters: StuckLetter[]): Promise<void> {
    await pooled(letters, PARALLEL_CALLS, async (letter) => {
      const Item = { ...deadLetterKey(letter), ...expiryOf(letter), ...letter };
      await orFault("writing a dead letter failed", () => client.send(new PutCommand({ TableName, Item })));
    });
  }

  async function removeLetters(keys: LetterKey[]): Promise<void> {
    await pooled(keys, PARALLEL_CALLS, async (key) => {
      const command = new DeleteCommand({ TableName, Key: deadLetterKey(key) });
      await orFault("removing a dead letter failed", () => client.send(command));
    });
  }
}

const isLetter = ({ sk }: Row): boolean => sk.startsWith(DEAD_LETTER_PREFIX);

const expiryOf = ({ sentAt }: LetterKey) => ({
  [TTL_ATTRIBUTE]: Math.floor(Date.parse(sentAt) / 1000) + KEPT_SECONDS,
});

/** For the operator, who looks at them and has them redriven. */
export function dynamoDeadLetterDesk(table: Table): DeadLetterDesk {
  return { listLetters, countLetters, requestRedrive };

  async function listLetters({ limit, after }: PageRequest): Promise<Page<StuckLetter>> {
    const start = after === undefined ? undefined : placeIn(after);
    const rows = await letterRows(start, limit + 1);
    const items = rows.slice(0, limit).map((row) => recordIn<StuckLetter>(row));
    const last = rows[limit - 1];
    return rows.length > limit && last ? { items, next: cursorOf(last.sk) } : { items };
  }

  async function countLetters(): Promise<{ readable: number; unreadable: number }> {
    const rows = await letterRows(undefined);
    const unreadable = rows.filter(({ reason }) => reason === "unreadable").length;
    return { readable: rows.length - unreadable, unreadable };
  }

  async function requestRedrive(redriveAt: string): Promise<void> {
    const command = new PutCommand({ TableName: table.name, Item: { ...redriveKey(), redriveAt } });
    await orFault("writing a redrive failed", () => table.client.send(command));
  }

  async function letterRows(before: string | undefined, limit?: number): Promise<Row[]> {
    const rows = await queryRows(
      table,
      {
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues: {
          ":pk": DEAD_LETTERS_PK,
          ":first": DEAD_LETTER_PREFIX,
          ":last": before ?? `${DEAD_LETTER_PREFIX}~`,
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        ...(limit && { Limit: limit + 1 }),
      },
      limit && limit + 1,
    );
    // A range has both of its ends: the row that the last page ended with is in it.
    return rows.filter(({ sk }) => sk !== before).slice(0, limit);
  }
}

const cursorOf = (sk: string): string => Buffer.from(sk).toString("base64url");

const LETTER_PLACE = /^L#\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,128}$/;

function placeIn(cursor: string): string {
  const sk = Buffer.from(cursor, "base64url").toString();
  if (!LETTER_PLACE.test(sk) || cursorOf(sk) !== cursor) throw badCursor();
  return sk;
}
