import { badCursor } from "../../../core/errors.ts";
import { REJECTED_EVENT_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { KeptRejection, RejectedEvent, RejectedEventDesk } from "../../../core/log/rejected-events.ts";
import { getRow } from "../driver/get-row.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryRows } from "../driver/query.ts";
import { REJECTED_PK, rejectedKey } from "../keys/rejected-event-keys.ts";
import { rejectedIn, WITHOUT_BODY } from "../rejected-rows.ts";
import { type LogTable, recordIn } from "../rows.ts";
import { dynamoRejectedEventLog } from "./rejected-event-log.ts";

/** Sorts after every id. */
const NEWEST = "rej_~";

/** Names of attributes may be reserved words, so the query uses placeholders. */
const NAMES = Object.fromEntries(WITHOUT_BODY.map((name, n) => [`#a${n}`, name]));

/** Shows the rejected events to the operator. */
export function dynamoRejectedEventDesk(table: LogTable): RejectedEventDesk {
  return { ...dynamoRejectedEventLog(table), listRejected, getRejected };

  async function listRejected({ limit, after }: PageRequest): Promise<Page<RejectedEvent>> {
    if (after !== undefined && !REJECTED_EVENT_ID.test(after)) throw badCursor();
    const rows = await queryRows(
      table,
      {
        KeyConditionExpression: "pk = :pk AND sk < :after",
        ExpressionAttributeValues: { ":pk": REJECTED_PK, ":after": after ?? NEWEST },
        ExpressionAttributeNames: NAMES,
        ProjectionExpression: Object.keys(NAMES).join(", "),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit + 1,
      },
      limit + 1,
    );
    return pageOfRows(
      rows,
      limit,
      (row) => recordIn<RejectedEvent>(row),
      ({ id }) => String(id),
    );
  }

  async function getRejected(id: string): Promise<KeptRejection | undefined> {
    const row = await getRow(table, rejectedKey(id), "reading a rejected event failed");
    return row && rejectedIn(row);
  }
}
