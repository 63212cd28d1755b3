import type { Problem } from "../../core/errors.ts";
import { jsonPointer } from "../../core/kit/json-pointer.ts";

/** No body may be nested deeper: its schema rejects it. */
const MAX_LEVELS = 18;

/**
 * Finds members named `__proto__`. A JavaScript object loses such a member when it is copied, and zod drops it: a
 * caller's header or metadata would disappear silently.
 */
export function lostNames(value: unknown, path: PropertyKey[] = []): Problem[] {
  if (typeof value !== "object" || value === null || path.length >= MAX_LEVELS) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const here = [...path, name];
    if (name === "__proto__") return [{ path: jsonPointer(here), message: "is a name that can't be used" }];
    return lostNames(member, here);
  });
}
