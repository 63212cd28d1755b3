import type { AlertFilter, AlertLister, StoredAlert } from "../../../core/alerts/alert-store.ts";
import { badCursor } from "../../../core/errors.ts";
import { ALERT_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import { alertIn } from "../alert-rows.ts";
import { allOf, compares, oneOf } from "../driver/conditions.ts";
import { pageQuerier, type StartKey } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { AFTER_ALERTS, ALERTS_PK } from "../keys/alert-keys.ts";

/**
 * The most alerts that a page with a filter reads: about 2 MB. Then the page ends with those found so far, and the next
 * page continues there.
 */
const MOST_READ = 4_000;
const READ_AT_ONCE = 1_000;

/** @param mostRead the most alerts that a page with a filter reads */
export function dynamoAlertLister(table: TableAccess, mostRead = MOST_READ): AlertLister {
  const readPage = pageQuerier(table);
  return { listAlerts };

  async function listAlerts(filter: AlertFilter, { limit, after }: PageRequest): Promise<Page<StoredAlert>> {
    if (after !== undefined && !ALERT_ID.test(after)) throw badCursor();
    const query = queryOf(filter, after);
    const found: TableRow[] = [];
    let [start, read]: [StartKey, number] = [undefined, 0];
    do {
      const page = await readPage({ ...query, Limit: sizeOf(filter, limit, mostRead - read) }, start);
      found.push(...page.rows);
      read += page.read;
      start = page.next;
    } while (start && found.length <= limit && read < mostRead);
    return pageOf(found, limit, start?.sk?.S);
  }
}

const sizeOf = (filter: AlertFilter, limit: number, rest: number): number =>
  isEverything(filter) ? limit + 1 : Math.min(READ_AT_ONCE, rest);

const isEverything = ({ tenantId, subscriptionId, types }: AlertFilter): boolean =>
  tenantId === undefined && subscriptionId === undefined && types === undefined;

function queryOf({ tenantId, subscriptionId, types }: AlertFilter, after = AFTER_ALERTS) {
  const condition = allOf([
    tenantId === undefined ? undefined : compares("tenantId", "=", tenantId),
    subscriptionId === undefined ? undefined : compares("subscriptionId", "=", subscriptionId),
    oneOf("type", types),
  ]);
  return {
    KeyConditionExpression: "pk = :pk AND sk < :after",
    FilterExpression: condition?.text,
    ExpressionAttributeNames: condition?.names,
    ExpressionAttributeValues: { ":pk": ALERTS_PK, ":after": after, ...condition?.values },
    ScanIndexForward: false,
    ConsistentRead: true,
  };
}

/** @param place where reading stopped, if there may be more */
function pageOf(found: TableRow[], limit: number, place: string | undefined): Page<StoredAlert> {
  const items = found.slice(0, limit).map(alertIn);
  const next = found.length > limit ? items.at(-1)?.id : place;
  return next === undefined ? { items } : { items, next };
}
