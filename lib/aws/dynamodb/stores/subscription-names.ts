import type { SubscriptionNames } from "../../../core/find/subscription-names.ts";
import { pageQuerier, type StartKey } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { namePks } from "../keys/name-keys.ts";
import { nameIn } from "../name-rows.ts";

/** The most rows that a search reads: about 8 MB, or 1,000 read units. */
const MOST_READ = 40_000;

/**
 * Reads the list of names, the newest subscriptions first, because no index can find a part of a name. DynamoDB filters
 * what it has read, and charges for all of it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html). The reads are eventually
 * consistent: half as dear.
 *
 * @param mostRead the most rows that a search reads
 */
export function dynamoSubscriptionNames(table: TableAccess, mostRead = MOST_READ): SubscriptionNames {
  const readPage = pageQuerier(table);
  return { findNamed };

  async function findNamed(folded: string) {
    const pks = namePks();
    const most = Math.ceil(mostRead / pks.length);
    const parts = await Promise.all(pks.map((pk) => readPart(pk, folded, most)));
    const rows = parts.flatMap((part) => part.rows).toSorted((a, b) => (a.sk > b.sk ? -1 : 1));
    return { found: rows.map(nameIn), complete: parts.every(({ complete }) => complete) };
  }

  /** Reads a partition until its end, or so many rows. */
  async function readPart(pk: string, folded: string, most: number): Promise<{ rows: TableRow[]; complete: boolean }> {
    const rows: TableRow[] = [];
    let left = most;
    let start: StartKey;
    do {
      const page = await readPage({ ...queryOf(pk, folded), Limit: left }, start);
      rows.push(...page.rows);
      left -= page.read;
      start = page.next;
    } while (start && left > 0);
    return { rows, complete: start === undefined };
  }
}

const queryOf = (pk: string, folded: string) => ({
  KeyConditionExpression: "pk = :pk",
  FilterExpression: "contains(foldedName, :text) OR contains(foldedUrl, :text)",
  ProjectionExpression: "sk, tenantId, foldedName",
  ExpressionAttributeValues: { ":pk": pk, ":text": folded },
  ScanIndexForward: false,
});
