import { isDocumentObject, memberOf, referredTo } from "./document-value.ts";

/** So many parts of a body's schema are searched. */
const MOST_PARTS = 200;

/** The schemas that every body must be valid against: the schema, and those that it refers to and requires. */
function partsOf(document: unknown, schema: unknown): unknown[] {
  const found: unknown[] = [];
  const waiting = [schema];
  for (let part = waiting.shift(); part !== undefined && found.length < MOST_PARTS; part = waiting.shift()) {
    if (!isDocumentObject(part) || found.includes(part)) continue;
    found.push(part);
    const ref = memberOf(part, "$ref");
    if (typeof ref === "string") waiting.push(referredTo(document, ref));
    const all = memberOf(part, "allOf");
    if (Array.isArray(all)) waiting.push(...all);
  }
  return found;
}

/** So many properties of one schema are read: an envelope has few. */
const MOST_NAMES = 200;

/** The names of the properties of a body that has one schema. */
export const propertyNames = (document: unknown, schema: unknown): string[] => [
  ...new Set(
    partsOf(document, schema).flatMap((part) => {
      const properties = memberOf(part, "properties");
      return isDocumentObject(properties) ? Object.keys(properties).slice(0, MOST_NAMES) : [];
    }),
  ),
];

/** The schema of one property of a body. Undefined if no part of the body's schema describes it. */
export function propertySchema(document: unknown, schema: unknown, name: string): unknown {
  const found = partsOf(document, schema).flatMap((part) => {
    const property = memberOf(memberOf(part, "properties"), name);
    return property === undefined ? [] : [property];
  });
  const telling = found.filter((one) => !allowsAll(one));
  return telling.length > 1 ? { allOf: telling } : (telling[0] ?? found[0]);
}

/** An envelope often says of its data only that it is there. */
const allowsAll = (schema: unknown): boolean =>
  schema === true || (isDocumentObject(schema) && Object.keys(schema).length === 0);
