import {
  type BuiltInName,
  contents,
  type DialectContent,
  type DialectSignature,
  signatures,
} from "./built-in/dialect-table.ts";
import { isOnlyBuiltIn } from "./built-in-placeholders.ts";
import type { DialectDefinition } from "./definition.ts";
import { piecesOf } from "./text-template.ts";

/** The names of all built-in dialects. */
export const builtInNames = Object.keys(signatures) as BuiltInName[];

/** Returns a built-in dialect's definition, without the fields that only built-in dialects have. */
export function builtInDefinition(name: BuiltInName): DialectDefinition {
  const { idInBody: _idInBody, verifiedAs: _verifiedAs, ...signature }: DialectSignature = signatures[name];
  const {
    idForm: _idForm,
    typeNames: _typeNames,
    dottedTypes: _dottedTypes,
    ...content
  }: DialectContent = contents[name];
  return { name, ...signature, ...content };
}

/** Whether an operator could register a dialect that sends the same POSTs as the built-in dialect. */
export function isDescribable(name: BuiltInName): boolean {
  const { idForm, typeNames, body } = contents[name];
  return !idForm && !typeNames && !piecesOf(JSON.stringify(body)).some(isOnlyBuiltIn);
}
