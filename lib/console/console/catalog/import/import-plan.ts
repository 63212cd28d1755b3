import type { CatalogType, CatalogTypes } from "../../../tenant/catalog/use-catalog.ts";
import type { EntryChange } from "../entry-requests.ts";
import { NEW_TYPE_FIELDS, type TypeFields, typeBody, typeFieldsOf } from "../type-fields.ts";
import type { ImportedType } from "./openapi-messages.ts";

/** What an import would do with a type of a document. */
export interface PlannedType {
  name: string;
  act: "create" | "change" | "keep" | "none";
  /** The fields that change. */
  changed: readonly (keyof TypeFields)[];
  /** What to send. It is made when it is needed, because schemas are long. */
  change: (() => EntryChange) | undefined;
  errors: readonly string[];
  warnings: readonly string[];
}

const FIELDS = ["description", "group", "schema", "example", "deprecated"] as const;

type ImportedField = (typeof FIELDS)[number];

/** Compares the types of a document with the catalog. What the document doesn't say stays as it is. */
export function importPlan(types: readonly ImportedType[], { types: known }: CatalogTypes): PlannedType[] {
  const byName = new Map(known.map((type) => [type.name, type]));
  const plan = types.map((type) => planned(type, byName.get(type.name)));
  return plan.toSorted((one, other) => ORDER.indexOf(one.act) - ORDER.indexOf(other.act));
}

/** What needs somebody's attention comes first. */
const ORDER: readonly PlannedType["act"][] = ["none", "change", "create", "keep"];

function planned(type: ImportedType, known: CatalogType | undefined): PlannedType {
  const { name, errors, warnings } = type;
  const row = { name, errors, warnings, changed: [], change: undefined };
  if (errors.length > 0) return { ...row, act: "none" };
  if (!known) return { ...row, act: "create", change: () => creation(type) };
  const changed = FIELDS.filter((field) => isOther(field, known, type));
  if (changed.length === 0) return { ...row, act: "keep" };
  return { ...row, act: "change", changed, change: () => changeOf(type, known, changed) };
}

function creation(type: ImportedType): EntryChange {
  const fields = imported(type, { ...NEW_TYPE_FIELDS, name: type.name });
  return { name: undefined, body: typeBody(undefined, fields) ?? "{}" };
}

function changeOf(type: ImportedType, known: CatalogType, changed: readonly ImportedField[]): EntryChange {
  const before = typeFieldsOf(known);
  const fields = imported(type, before);
  const kept = { ...before, ...Object.fromEntries(changed.map((field) => [field, fields[field]])) };
  return { name: type.name, body: typeBody(before, kept) ?? "{}" };
}

/** The fields of a type with those that the document has. */
const imported = (type: ImportedType, before: TypeFields): TypeFields => ({
  ...before,
  description: type.description ?? before.description,
  group: type.group ?? before.group,
  schema: type.schemaText ?? before.schema,
  example: type.exampleText ?? before.example,
  deprecated: type.deprecated || before.deprecated,
});

/** Does the document say something else about a type than the catalog? */
function isOther(field: ImportedField, known: CatalogType, type: ImportedType): boolean {
  if (field === "deprecated") return type.deprecated && !known.deprecated;
  if (field === "schema") return type.schemaText !== undefined && !isSameJson(known.schemaText, type.schemaText);
  if (field === "example") return type.exampleText !== undefined && !isSameJson(known.exampleText, type.exampleText);
  return type[field] !== undefined && type[field] !== (known[field] ?? "");
}

/** Most texts are the same to the letter. To read them takes long where there are many types. */
const isSameJson = (before = "", after: string): boolean => before === after || sorted(before) === sorted(after);

/** JSON text with the members of objects in one order: the order means nothing. */
function sorted(json: string): string {
  if (json === "") return "";
  return JSON.stringify(JSON.parse(json), (_name, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
