import { hash } from "node:crypto";
import { badCursor } from "../../../core/errors.ts";

/**
 * A cursor of a list.
 *
 * @param list the list's name, so that its cursor works in no other list
 * @param place the sort key of the last row shown
 */
export const listCursor = (list: string, place: string): string =>
  Buffer.from(`${tagOf(list)} ${place}`).toString("base64url");

/** The tag is short, because it only tells lists apart. It protects no secret. */
const tagOf = (list: string): string => hash("sha256", list, "base64url").slice(0, 8);

const CURSOR =
  /^(?<tag>[\w-]{8}) (?<place>[0-7][0-9A-HJKMNP-TV-Z]{25}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,128})$/;

/** The sort key in a cursor. Throws a 422 `Refusal` when the cursor isn't one of this list. */
export function placeOfCursor(cursor: string, list: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  const { tag, place } = CURSOR.exec(text)?.groups ?? {};
  if (place !== undefined && tag === tagOf(list) && listCursor(list, place) === cursor) return place;
  throw badCursor();
}
