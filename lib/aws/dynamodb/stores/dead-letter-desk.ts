import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import { badCursor } from "../../../core/errors.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { DeadLetterDesk, StuckLetter } from "../../../core/log/dead-letters.ts";
import { auditWrites } from "../audit-rows.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryRows } from "../driver/query.ts";
import type { TableRow } from "../driver/table-access.ts";
import { transact } from "../driver/transact.ts";
import { DEAD_LETTER_PREFIX, DEAD_LETTERS_PK, isDeadLetterSk } from "../keys/dead-letter-keys.ts";
import { type LogTable, recordIn, redriveRow } from "../rows.ts";

/** Shows the dead letters to the operator, and takes the operator's request to redrive them. */
export function dynamoDeadLetterDesk(table: LogTable): DeadLetterDesk {
  return { listLetters, countLetters, requestRedrive };

  async function listLetters({ limit, after }: PageRequest): Promise<Page<StuckLetter>> {
    const rows = await letterRows(after === undefined ? undefined : skOfLetterCursor(after), limit + 1);
    return pageOfRows(
      rows,
      limit,
      (row) => recordIn<StuckLetter>(row),
      ({ sk }) => letterCursor(sk),
    );
  }

  async function countLetters(): Promise<{ readable: number; unreadable: number }> {
    const rows = await letterRows(undefined);
    const unreadable = rows.filter(({ reason }) => reason === "unreadable").length;
    return { readable: rows.length - unreadable, unreadable };
  }

  async function requestRedrive(redriveAt: string, audit?: AuditEntry): Promise<void> {
    const Put = { TableName: table.name, Item: redriveRow(redriveAt) };
    await transact(table, [{ Put }, ...auditWrites(table, audit)]);
  }

  async function letterRows(before: string | undefined, limit?: number): Promise<TableRow[]> {
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
    // BETWEEN includes both ends, so the last row of the previous page comes again.
    return rows.filter(({ sk }) => sk !== before).slice(0, limit);
  }
}

const letterCursor = (sk: string): string => Buffer.from(sk).toString("base64url");

/** The sort key in a cursor. Throws a 422 `Refusal` when `letterCursor` didn't make the cursor. */
function skOfLetterCursor(cursor: string): string {
  const sk = Buffer.from(cursor, "base64url").toString();
  if (!isDeadLetterSk(sk) || letterCursor(sk) !== cursor) throw badCursor();
  return sk;
}
