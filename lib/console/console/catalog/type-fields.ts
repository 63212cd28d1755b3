import { indentedJson } from "../../client/indented-json.ts";
import { isJsonOrEmpty } from "../../components/editor/json-problem-in.ts";
import type { CatalogType } from "../../tenant/catalog/use-catalog.ts";

/** What somebody has typed about an event type. An empty text is none. */
export interface TypeFields {
  name: string;
  description: string;
  group: string;
  /** JSON text. */
  schema: string;
  /** JSON text. */
  example: string;
  deprecated: boolean;
  enforce: boolean;
}

export const NEW_TYPE_FIELDS: TypeFields = {
  ...{ name: "", description: "", group: "", schema: "", example: "" },
  ...{ deprecated: false, enforce: false },
};

export const typeFieldsOf = (type: CatalogType): TypeFields => ({
  name: type.name,
  description: type.description ?? "",
  group: type.group ?? "",
  schema: indentedJson(type.schemaText ?? ""),
  example: indentedJson(type.exampleText ?? ""),
  deprecated: type.deprecated,
  enforce: type.enforce,
});

/** Fields that a change can clear. */
const CLEARABLE: readonly (keyof TypeFields)[] = ["description", "group", "schema"];

/** Fields whose text is JSON. */
const JSON_FIELDS: readonly (keyof TypeFields)[] = ["schema", "example"];

/**
 * The fields that are to be created or changed, as JSON text. Undefined if a text isn't JSON.
 *
 * @param before the fields as they are saved; undefined for a new type
 */
export function typeBody(before: TypeFields | undefined, fields: TypeFields): string | undefined {
  if (![fields.schema, fields.example].every(isJsonOrEmpty)) return undefined;
  const names = Object.keys(fields) as (keyof TypeFields)[];
  const changed = names.filter((name) => (before ? fields[name] !== before[name] : fields[name] !== ""));
  const members = changed.flatMap((name) => memberOf(name, fields[name], before !== undefined));
  return `{${members.join(",")}}`;
}

function memberOf(name: keyof TypeFields, value: string | boolean, isChange: boolean): string[] {
  if (value === "") return isChange && CLEARABLE.includes(name) ? [`"${name}":null`] : [];
  const isJson = typeof value === "string" && JSON_FIELDS.includes(name);
  return [`"${name}":${isJson ? value : JSON.stringify(value)}`];
}
