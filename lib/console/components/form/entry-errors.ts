import { invalidFields, invalidFieldsAt } from "../../client/problem.ts";

/**
 * What the API said about the entries of a list or an object, by the entry's place or name. What it said about the whole is
 * under the empty name.
 *
 * @param pointer the JSON Pointer to the list or object, such as `/headers`
 */
export function entryErrors(error: unknown, pointer: string): ReadonlyMap<string, string> {
  const inside = invalidFieldsAt(error, pointer);
  return new Map(inside.map(({ path, message }) => [entryIn(path.slice(pointer.length + 1)), message]));
}

/** The first part of the rest of a pointer, unescaped (RFC 6901, section 4). */
const entryIn = (rest: string): string => (rest.split("/")[0] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");

/** What the API said about fields that the form doesn't have. */
export function otherErrors(error: unknown, pointers: readonly string[]): string[] {
  const shown = new Set(pointers.flatMap((pointer) => invalidFieldsAt(error, pointer)));
  const others = invalidFields(error).filter((field) => !shown.has(field));
  return others.map(({ path, message }) => `${path} ${message}`.trim());
}
