import type { Problem } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import type { CatalogEntry } from "../../core/model.ts";

/** An entry after a patch. null clears a field. */
export function patchedEntry(before: CatalogEntry, patch: object, nowMs: number): CatalogEntry {
  const changes = Object.entries(patch).map(([name, value]) => [name, value === null ? undefined : value]);
  return { ...before, ...Object.fromEntries(changes), updatedAt: nextUpdate(before, nowMs) };
}

/** Checks an entry beyond the form of its fields. */
export function entryProblems(entry: CatalogEntry): Problem[] {
  if (entry.kind === "derived-type") {
    return entry.from === entry.name ? [{ path: "/from", message: "must not be the derived type itself" }] : [];
  }
  const unenforceable = entry.enforce && entry.schema === undefined;
  return unenforceable ? [{ path: "/enforce", message: "needs a schema to enforce" }] : [];
}
