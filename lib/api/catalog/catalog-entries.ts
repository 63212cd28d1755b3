import type { Problem } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import { isOwnType, OWN_TYPES } from "../../core/matching/event-types.ts";
import type { CatalogEntry, DerivedType, EventType } from "../../core/model/catalog-entry.ts";

/** An entry after a patch. null clears a field. */
export function patchedEntry(before: CatalogEntry, patch: object, nowMs: number): CatalogEntry {
  const changes = Object.entries(patch).map(([name, value]) => [name, value === null ? undefined : value]);
  return { ...before, ...Object.fromEntries(changes), updatedAt: nextUpdate(before, nowMs) };
}

/** Checks an entry beyond the form of its fields. */
export const entryProblems = (entry: CatalogEntry): Problem[] => [
  ...reserved("/name", entry.name),
  ...(entry.kind === "derived-type" ? originProblems(entry) : enforceProblems(entry)),
];

/** Only Posthorn sends these types. A derived type would make their alerts match subscriptions to other types. */
const reserved = (path: string, type: string): Problem[] =>
  isOwnType(type) ? [{ path, message: `must not begin with ${OWN_TYPES}, which only Posthorn uses` }] : [];

const originProblems = ({ name, from }: DerivedType): Problem[] =>
  from === name ? [{ path: "/from", message: "must not be the derived type itself" }] : reserved("/from", from);

const enforceProblems = ({ enforce, schema }: EventType): Problem[] =>
  enforce && schema === undefined ? [{ path: "/enforce", message: "needs a schema to enforce" }] : [];
