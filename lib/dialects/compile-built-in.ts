import type { Event } from "../core/model/event.ts";
import { hexIdOf } from "../core/wire-ids.ts";
import { type BuiltInName, contents } from "./built-in/dialect-table.ts";
import { builtInDefinition, isDescribable } from "./built-in-definitions.ts";
import { builtInPlaceholders } from "./built-in-placeholders.ts";
import { compileDialect } from "./compile.ts";
import type { Dialect } from "./dialect.ts";

/** Compiles a dialect of the table. */
export function compileBuiltIn(name: BuiltInName): Dialect {
  const { idForm, typeNames = {}, dottedTypes } = contents[name];
  const renamed = new Map(Object.entries(typeNames));
  const dialect = compileDialect(builtInDefinition(name), {
    placeholders: builtInPlaceholders,
    idOf: idForm === "hex" ? hexId : ({ id }) => id,
    typeName: (type) => renamed.get(type) ?? type,
  });
  // No operator's dialect makes the same body as a dialect that can't be described.
  const own = dottedTypes ? { ...dialect, typeProblem: dottedTypeProblem } : dialect;
  return isDescribable(name) ? own : { ...own, bodyForm: name };
}

/** Standard Webhooks allows letters, digits, `_` and dots. Posthorn has always sent hyphens too. */
const dottedTypeProblem = (pattern: string): string | undefined =>
  /^[\w.*-]+$/.test(pattern) ? undefined : "must have only letters, digits, _, - and dots in this dialect";

/** A producer's own id in this form stays as it is. */
const hexId = (event: Event): string => (/^[0-9a-f]{64}$/.test(event.id) ? event.id : hexIdOf(event));
