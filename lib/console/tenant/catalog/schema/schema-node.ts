import { decodedPart } from "../../../client/decoded-part.ts";
/** A JSON Schema, or a part of one. `true` allows everything. */
export type SchemaValue = boolean | { readonly [keyword: string]: unknown };

/** A part of a schema, with the whole schema that its references point into. */
export interface SchemaNode {
  schema: SchemaValue;
  root: SchemaValue;
}

/** A member of an object, as a schema describes it. */
export interface SchemaMember {
  name: string;
  node: SchemaNode;
  required: boolean;
}

/** So many references in a row are followed. A schema may refer to itself. */
const MOST_HOPS = 32;

/** So many parts of one place in a schema are read. */
const MOST_PARTS = 200;

const COMBINING = ["allOf", "anyOf", "oneOf"] as const;

export const rootNode = (schema: unknown): SchemaNode => {
  const root = isSchema(schema) ? schema : true;
  return { schema: root, root };
};

const isSchema = (value: unknown): value is SchemaValue =>
  typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));

const nodesIn = (list: unknown, root: SchemaValue): SchemaNode[] =>
  Array.isArray(list) ? list.filter(isSchema).map((schema) => ({ schema, root })) : [];

/** A keyword's value. A boolean schema has no keywords. */
export const keyword = ({ schema }: SchemaNode, name: string): unknown =>
  typeof schema === "object" && Object.hasOwn(schema, name) ? schema[name] : undefined;

/** The schema of a keyword, such as `items`. */
export function subschema(node: SchemaNode, name: string): SchemaNode | undefined {
  const value = keyword(node, name);
  return isSchema(value) ? { schema: value, root: node.root } : undefined;
}

/** The schemas of a keyword with a list, such as `oneOf`. */
export const subschemas = (node: SchemaNode, name: string): SchemaNode[] => nodesIn(keyword(node, name), node.root);

/** The part of the schema that a `$ref` names, such as `#/$defs/address`. References elsewhere lead nowhere. */
function referenced(node: SchemaNode): SchemaNode | undefined {
  const ref = keyword(node, "$ref");
  if (typeof ref !== "string" || !ref.startsWith("#")) return undefined;
  let found: unknown = node.root;
  for (const part of pointerParts(ref.slice(1))) {
    const isContainer = typeof found === "object" && found !== null && Object.hasOwn(found, part);
    found = isContainer ? (found as Record<string, unknown>)[part] : undefined;
  }
  return isSchema(found) ? { schema: found, root: node.root } : undefined;
}

/** The names in a JSON Pointer in a URL's fragment (RFC 6901, section 6). */
function pointerParts(fragment: string): string[] {
  const names = fragment.split("/").slice(1);
  return names.map((name) => decodedPart(name).replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A node, and those that its `$ref` leads to. The last one says the most. */
function followed(node: SchemaNode): SchemaNode[] {
  const found = [node];
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const next = referenced(found.at(-1) ?? node);
    if (!next || found.some(({ schema }) => schema === next.schema)) break;
    found.push(next);
  }
  return found;
}

/** All parts of a schema that may describe a value: what its references lead to, and what it combines. */
export const describingParts = (node: SchemaNode): SchemaNode[] => partsThrough(node, COMBINING);

/** The parts of a schema that every value must be valid against. */
export const requiredParts = (node: SchemaNode): SchemaNode[] => partsThrough(node, ["allOf"]);

function partsThrough(node: SchemaNode, combining: readonly string[]): SchemaNode[] {
  const parts: SchemaNode[] = [];
  const waiting = [node];
  const seen = new Set<SchemaValue>();
  for (let part = waiting.shift(); part && parts.length < MOST_PARTS; part = waiting.shift()) {
    for (const one of followed(part)) {
      if (seen.has(one.schema)) continue;
      seen.add(one.schema);
      parts.push(one);
      for (const name of combining) waiting.push(...subschemas(one, name));
    }
  }
  return parts;
}

/** The members that a schema itself describes, without those of the schemas that it refers to or combines. */
export function ownMembers(node: SchemaNode): SchemaMember[] {
  const properties = keyword(node, "properties");
  if (typeof properties !== "object" || properties === null) return [];
  const required = keyword(node, "required");
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (!isSchema(schema)) return [];
    const isRequired = Array.isArray(required) && required.includes(name);
    return { name, node: { schema, root: node.root }, required: isRequired };
  });
}

/** The schemas that a schema itself has for an array's elements. */
export const ownElements = (node: SchemaNode): SchemaNode[] => [
  ...subschemas(node, "prefixItems"),
  ...[subschema(node, "items") ?? []].flat(),
];
