import type { Problem } from "../../core/errors.ts";
import { pointerPart } from "../../core/kit/json-pointer.ts";

/**
 * Finds strings and names that contain half of a surrogate pair, such as `"\ud83d"`. JSON can carry them (RFC 8259,
 * section 8.2) but UTF-8 can't, so neither the table nor a receiver could take them unchanged.
 *
 * @param path the JSON Pointer to the value
 */
export function brokenText(value: unknown, path: string): Problem[] {
  if (typeof value === "string") return value.isWellFormed() ? [] : [{ path, message: HALF }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const here = path + pointerPart(name);
    return name.isWellFormed() ? brokenText(member, here) : [{ path: here, message: `has a name that ${HALF}` }];
  });
}

const HALF = "contains half a character (a lone surrogate)";
