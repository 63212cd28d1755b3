import { plainText } from "../../../components/foreign.tsx";
import {
  keyword,
  ownElements,
  ownMembers,
  requiredParts,
  type SchemaMember,
  type SchemaNode,
  subschema,
  subschemas,
} from "./schema-node.ts";

/** What a schema says about a value, for people. */
export interface SchemaFacts {
  /** Such as `string` or `array of string`; empty if it may be anything. */
  type: string;
  description: string;
  /** The values that it may have, as JSON. */
  values: readonly string[];
  /** Further limits, such as `minimum: 0`. */
  limits: readonly string[];
  members: readonly SchemaMember[];
  /** The schemas of an array's elements. */
  elements: readonly SchemaNode[];
  /** The value is like one of these. */
  alternatives: readonly SchemaNode[];
  deprecated: boolean;
}

const LIMITS = [
  ...["format", "pattern", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"],
];

/** Reads one level of a schema. Deeper levels are read when somebody opens them. */
export function schemaFacts(node: SchemaNode): SchemaFacts {
  const parts = requiredParts(node);
  const all = (name: string): unknown[] =>
    parts.map((part) => keyword(part, name)).filter((value) => value !== undefined);
  const members = new Map<string, SchemaMember>();
  for (const member of parts.flatMap(ownMembers)) {
    const before = members.get(member.name);
    members.set(member.name, { ...member, required: member.required || before?.required === true });
  }
  // `required` may stand in another part than the member itself.
  const required = new Set(all("required").flat());
  const elements = parts.flatMap(ownElements);
  return {
    type: typeText(all("type").flat(), elements),
    description: all("description").find((value): value is string => typeof value === "string") ?? "",
    values: [...new Set([...all("const"), ...all("enum").flat()].map((value) => JSON.stringify(value)))],
    limits: parts.flatMap(limitsOf),
    members: [...members.values()].map((member) => ({
      ...member,
      required: member.required || required.has(member.name),
    })),
    elements,
    alternatives: parts.flatMap((part) => [...subschemas(part, "oneOf"), ...subschemas(part, "anyOf")]),
    deprecated: all("deprecated").includes(true),
  };
}

function typeText(types: readonly unknown[], elements: readonly SchemaNode[]): string {
  const names = [...new Set(types.filter((type) => typeof type === "string"))];
  const inner = elements.length === 1 && elements[0] ? schemaTypes(elements[0]) : "";
  return names.map((name) => (name === "array" && inner ? `array of ${inner}` : plainText(name))).join(" | ");
}

/** The types of a value, one level deep: an array of arrays of arrays of … has no end. */
const schemaTypes = (node: SchemaNode): string =>
  requiredParts(node)
    .flatMap((part) => keyword(part, "type") ?? [])
    .filter((type) => typeof type === "string")
    .map(plainText)
    .join(" | ");

const limitsOf = (part: SchemaNode): string[] =>
  LIMITS.flatMap((name) => {
    const value = keyword(part, name);
    const isShown = typeof value === "string" || typeof value === "number" || value === true;
    return isShown ? `${name}: ${value}` : [];
  });

/** What the members that a schema doesn't name are like. Undefined if it doesn't say. */
export const otherMembers = (node: SchemaNode): SchemaNode | undefined => {
  const found = requiredParts(node).flatMap((part) => subschema(part, "additionalProperties") ?? []);
  return found.find(({ schema }) => typeof schema === "object");
};
