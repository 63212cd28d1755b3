import type { Page } from "../../../core/kit/pages.ts";
import type { TableRow } from "./table-access.ts";

/**
 * Makes a page of the first `limit` rows. There is a next page when more rows than that were read.
 *
 * @param cursorAfter the cursor of the page that starts after this row
 */
export function pageOfRows<T>(
  rows: TableRow[],
  limit: number,
  recordOf: (row: TableRow) => T,
  cursorAfter: (last: TableRow) => string,
): Page<T> {
  const items = rows.slice(0, limit).map(recordOf);
  const last = rows[limit - 1];
  return rows.length > limit && last ? { items, next: cursorAfter(last) } : { items };
}
