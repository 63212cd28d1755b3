import { hash } from "node:crypto";
import { badCursor } from "../../../core/errors.ts";

/** A cursor of a list: its place in the log, which is the same in all shards and indexes. */
export const cursorOf = (list: string, place: string): string =>
  Buffer.from(`${tagOf(list)} ${place}`).toString("base64url");

/** Short: it tells lists apart, and keeps no secret. */
const tagOf = (list: string): string => hash("sha256", list, "base64url").slice(0, 8);

const CURSOR = /^(?<tag>[\w-]{8}) (?<place>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,128})$/;

/** The place in the log that a cursor names. Refused with 422 when it is none of this list's cursors. */
export function placeOf(cursor: string, list: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  const { tag, place } = CURSOR.exec(text)?.groups ?? {};
  if (place !== undefined && tag === tagOf(list) && cursorOf(list, place) === cursor) return place;
  throw badCursor();
}
