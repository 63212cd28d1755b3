import { firstUlidAt } from "../../../core/ids.ts";
import type { PageRequest } from "../../../core/kit/pages.ts";
import type { TimeSpan } from "../../../core/log/log-filters.ts";
import { listCursor, placeOfCursor } from "../driver/list-cursor.ts";
import { type MergedList, type MergedPage, readMergedPage } from "../driver/merged-page.ts";
import type { TableAccess } from "../driver/table-access.ts";

/** Makes a function that reads a page of a named list. Only cursors of the same list fit it. */
export const listReader =
  (table: TableAccess, mostRead: number) =>
  (name: string, list: MergedList, { limit, after }: PageRequest): Promise<MergedPage> => {
    const place = after === undefined ? undefined : placeOfCursor(after, name);
    return readMergedPage(table, { ...list, after: place }, limit, mostRead);
  };

/** The sort keys of a span. No random ULID is the first one of its millisecond, so `until` is exclusive. */
export const rangeOf = ({ since, until }: TimeSpan) => ({
  first: since === undefined ? undefined : firstUlidAt(Date.parse(since)),
  last: until === undefined ? undefined : firstUlidAt(Date.parse(until)),
});

/** The cursor after a page of a named list. */
export const nextOf = (name: string, { next }: MergedPage) =>
  next === undefined ? {} : { next: listCursor(name, next) };
