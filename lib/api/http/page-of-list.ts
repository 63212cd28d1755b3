import { hash } from "node:crypto";
import { badCursor } from "../../core/errors.ts";
import type { Page, PageRequest } from "../../core/kit/pages.ts";

/**
 * Reads a page of a list whose places are ids or names. Outside, each place becomes a cursor that works in this list
 * only. Throws a 422 `Refusal` for any other cursor.
 *
 * @param list the list's name, unique among all lists of all tenants
 * @param read reads a page by places: `after` is the place of the last item shown
 */
export async function pageOfList<T>(
  list: string,
  { limit, after }: PageRequest,
  read: (request: PageRequest) => Page<T> | Promise<Page<T>>,
): Promise<Page<T>> {
  const tag = tagOf(list);
  const { items, next } = await read({ limit, after: after === undefined ? undefined : placeIn(after, tag) });
  return next === undefined ? { items } : { items, next: cursorTo(next, tag) };
}

/** The tag only tells lists apart. It protects no secret. */
const tagOf = (list: string): string => hash("sha256", list, "base64url").slice(0, TAG_LENGTH);
const TAG_LENGTH = 8;

const cursorTo = (place: string, tag: string): string => tag + Buffer.from(place).toString("base64url");

/**
 * Names of event types are the longest places. Anybody can make a cursor, and DynamoDB fails a query whose sort key has
 * more than 1,024 bytes (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
const LONGEST_PLACE = 128;

function placeIn(cursor: string, tag: string): string {
  const place = Buffer.from(cursor.slice(TAG_LENGTH), "base64url").toString();
  const isPlace = place !== "" && place.length <= LONGEST_PLACE;
  if (isPlace && cursorTo(place, tag) === cursor) return place;
  throw badCursor();
}
