import type { CatalogEntry, DerivedType, EventType } from "../../core/model/catalog-entry.ts";
import { isBuiltIn } from "./built-in-types.ts";

/** An entry as JSON text. An event type's schema and example are stored as text, and become JSON values in it. */
export const catalogView = (entry: CatalogEntry): string =>
  entry.kind === "event-type" ? eventTypeView(entry) : derivedTypeView(entry);

function eventTypeView({ name, description, group, deprecated, enforce, schema, example, ...at }: EventType): string {
  const head = JSON.stringify({ name, builtIn: isBuiltIn(name), description, group, deprecated, enforce });
  const parts = [
    ...(schema === undefined ? [] : [`"schema":${schema}`]),
    ...(example === undefined ? [] : [`"example":${example}`]),
    JSON.stringify({ createdAt: at.createdAt, updatedAt: at.updatedAt }).slice(1),
  ];
  return `${head.slice(0, -1)},${parts.join(",")}`;
}

const derivedTypeView = ({ name, description, from, when, createdAt, updatedAt }: DerivedType): string =>
  JSON.stringify({ name, description, from, when, createdAt, updatedAt });
