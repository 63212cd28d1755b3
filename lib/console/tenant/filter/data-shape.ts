import {
  describingParts,
  keyword,
  ownElements,
  ownMembers,
  rootNode,
  type SchemaNode,
} from "../catalog/schema/schema-node.ts";

/** What is known about a value of an event's data: schemas that describe it, and examples of it. */
export interface DataShape {
  schemas: readonly SchemaNode[];
  examples: readonly unknown[];
}

/** A step into a value: a member's name, or an element of a list. */
export type DataStep = { member: string } | { element: true };

/** A member that data may have. */
export interface KnownMember {
  name: string;
  /** Such as `string` or `array`; empty if unknown. */
  type: string;
  description: string;
}

/** What schemas and examples of events' data say together. */
export const shapeOf = (schemas: readonly unknown[], examples: readonly unknown[]): DataShape => ({
  schemas: schemas.map(rootNode),
  examples,
});

/** What is known about the value that a step leads to. */
export function stepInto({ schemas, examples }: DataShape, step: DataStep): DataShape {
  const parts = schemas.flatMap(describingParts);
  if ("element" in step) {
    const elements = examples.flatMap((value) => (isList(value) ? value : []));
    return { schemas: unique(parts.flatMap(ownElements)), examples: elements };
  }
  const { member } = step;
  const members = parts.flatMap(ownMembers).filter(({ name }) => name === member);
  return {
    schemas: unique(members.map(({ node }) => node)),
    examples: examples.flatMap((value) => (isObject(value) && Object.hasOwn(value, member) ? [value[member]] : [])),
  };
}

/** Schemas that refer to themselves come back to the same parts again and again. */
const unique = (nodes: readonly SchemaNode[]): SchemaNode[] => [
  ...new Map(nodes.map((node) => [node.schema, node])).values(),
];

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !isList(value);

/** The members that a value may have, as its schemas list them, then those of the examples. */
export function knownMembers({ schemas, examples }: DataShape): KnownMember[] {
  const found = new Map<string, KnownMember>();
  for (const { name, node } of schemas.flatMap(describingParts).flatMap(ownMembers)) {
    const { type, description } = found.get(name) ?? { type: "", description: "" };
    const shape = { schemas: [node], examples: [] };
    found.set(name, { name, type: type || typeIn(shape), description: description || descriptionIn(node) });
  }
  for (const [name, value] of examples.filter(isObject).flatMap((object) => Object.entries(object))) {
    if (!found.has(name)) found.set(name, { name, type: typeOfValue(value), description: "" });
  }
  return [...found.values()];
}

/** The JSON type of a value; empty if it is unknown, or one of several. */
export function typeIn({ schemas, examples }: DataShape): string {
  const stated = schemas.flatMap(describingParts).map((part) => keyword(part, "type"));
  const types = new Set(stated.filter((type) => type !== undefined).flat());
  if (types.size === 0) for (const value of examples) types.add(typeOfValue(value));
  types.delete("null");
  const [type] = types;
  return types.size === 1 && typeof type === "string" ? type : "";
}

/** The texts that a value may be: those that its schemas list, then those of the examples. */
export function knownTexts({ schemas, examples }: DataShape): string[] {
  const listed = schemas
    .flatMap(describingParts)
    .flatMap((part) => [keyword(part, "enum"), keyword(part, "const")].flat());
  const texts = [...listed, ...examples].filter((value) => typeof value === "string");
  return [...new Set(texts)];
}

const typeOfValue = (value: unknown): string => (value === null ? "null" : isList(value) ? "array" : typeof value);

const descriptionIn = (node: SchemaNode): string => {
  const found = describingParts(node).map((part) => keyword(part, "description"));
  return found.find((text): text is string => typeof text === "string") ?? "";
};
