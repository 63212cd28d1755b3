import { MAX_SCHEMA_BYTES } from "../limits.ts";
import { cutOff } from "./document-messages.ts";
import { type DocumentObject, isDocumentObject, memberOf, referredTo } from "./document-value.ts";

/** A schema that needs nothing of the document that it comes from. */
export interface SelfContained {
  schema: unknown;
  /** Why the schema can't be used. */
  errors: string[];
  /** What was left out. */
  warnings: string[];
}

/** A schema has fewer parts, however large the document is. */
const MOST_PARTS = 20_000;

/** Why a schema is refused, and no more of it is copied. */
const TOO_LONG = `has a schema larger than ${MAX_SCHEMA_BYTES} bytes`;
const TOO_LARGE = "has a schema that is too large";
const MOST_LEVELS = 100;

/** Keywords with schemas by name, lists of schemas, and one schema. All others hold data. */
const BY_NAME = new Set(["properties", "patternProperties", "dependentSchemas"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const SINGLE = new Set([
  ...["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"],
  ...["unevaluatedItems", "unevaluatedProperties"],
]);

/**
 * Keywords that only OpenAPI knows, and those that mean something only in the document. `$defs` are named by references,
 * which bring along what they name.
 */
const LEFT_OUT = new Set([
  ...["discriminator", "xml", "externalDocs", "example", "$id", "$schema", "$anchor", "$dynamicAnchor", "$comment"],
  ...["$defs", "definitions"],
]);

/**
 * Copies a schema of an OpenAPI document, and all that its references name, into one that stands alone: with these parts
 * in `$defs`. A reference that leads back to a schema stays one. Never throws.
 */
export function selfContained(document: unknown, schema: unknown): SelfContained {
  const [errors, warnings] = [new Set<string>(), new Set<string>()];
  /** The parts that references name, by reference. */
  const defs = new Map<string, { name: string; schema: unknown }>();
  const names = new Set<string>();
  const waiting: string[] = [];
  let [parts, characters] = [0, 0];

  function count(value: unknown, level: number): void {
    parts += 1;
    if (parts > MOST_PARTS || level > MOST_LEVELS) throw new TooLarge(TOO_LARGE);
    if (typeof value === "string") countText(value);
  }

  function countText(text: string): void {
    characters += text.length;
    if (characters > MAX_SCHEMA_BYTES) throw new TooLarge(TOO_LONG);
  }

  /** Copies the members of an object of data, or of schemas by name. */
  const membersCopied = (value: DocumentObject, copy: (one: unknown) => unknown): DocumentObject =>
    objectOf(
      // Not `Object.entries`, which reads the values of all before the first is counted.
      Object.keys(value).map((name) => {
        countText(name);
        return [name, copy(value[name])];
      }),
    );

  function copied(value: unknown, level: number): unknown {
    count(value, level);
    if (Array.isArray(value)) return value.map((one) => copied(one, level + 1));
    if (!isDocumentObject(value)) return value;
    return membersCopied(value, (one) => copied(one, level + 1));
  }

  function schemaCopied(value: unknown, level: number): unknown {
    if (!isDocumentObject(value)) return copied(value, level);
    count(value, level);
    return objectOf(Object.entries(value).flatMap(([keyword, one]) => keywordCopied(keyword, one, level + 1)));
  }

  function keywordCopied(keyword: string, value: unknown, level: number): [string, unknown][] {
    if (LEFT_OUT.has(keyword) || keyword.startsWith("x-")) return [];
    if (keyword === "nullable") {
      warnings.add("`nullable` has no meaning in OpenAPI 3.1, and is left out");
      return [];
    }
    if (keyword === "$ref") return typeof value === "string" ? referenceCopied(value) : [];
    if (SINGLE.has(keyword)) return [[keyword, schemaCopied(value, level)]];
    if (LISTS.has(keyword) && Array.isArray(value)) return [[keyword, value.map((one) => schemaCopied(one, level))]];
    if (BY_NAME.has(keyword) && isDocumentObject(value)) {
      return [[keyword, membersCopied(value, (one) => schemaCopied(one, level))]];
    }
    countText(keyword);
    return [[keyword, copied(value, level)]];
  }

  function referenceCopied(ref: string): [string, unknown][] {
    const target = referredTo(document, ref);
    if (!isDocumentObject(target) && typeof target !== "boolean") {
      errors.add(
        ref.startsWith("#")
          ? `has a $ref that leads nowhere: ${cutOff(ref)}`
          : `has a $ref to another document, which isn't read: ${cutOff(ref)}`,
      );
      return [];
    }
    if (!defs.has(ref)) {
      const name = nameFor(ref, names);
      names.add(name);
      countText(name);
      defs.set(ref, { name, schema: target });
      waiting.push(ref);
    }
    return [["$ref", `#/$defs/${defs.get(ref)?.name}`]];
  }

  try {
    const root = schemaCopied(unwrapped(document, schema), 0);
    const made: [string, unknown][] = [];
    for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
      const def = defs.get(ref);
      if (def) made.push([def.name, schemaCopied(def.schema, 0)]);
    }
    const whole = made.length > 0 && isDocumentObject(root) ? { ...root, $defs: objectOf(made) } : root;
    return { schema: whole, errors: [...errors], warnings: [...warnings] };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return { schema: undefined, errors: [error.message], warnings: [] };
  }
}

class TooLarge extends Error {}

/** A schema that is nothing but a reference is what it names. */
function unwrapped(document: unknown, schema: unknown): unknown {
  const ref = memberOf(schema, "$ref");
  if (typeof ref !== "string" || Object.keys(schema as object).length > 1) return schema;
  const target = referredTo(document, ref);
  return isDocumentObject(target) && memberOf(target, "$ref") === undefined ? target : schema;
}

/** Assigning `__proto__` would lose the member. */
const objectOf = (members: [string, unknown][]): DocumentObject => Object.fromEntries(members);

const MOST_OF_A_NAME = 200;

/** The last part of a reference as a name, with a number if it is taken. */
function nameFor(ref: string, taken: ReadonlySet<string>): string {
  const last = ref.slice(ref.lastIndexOf("/") + 1).slice(0, MOST_OF_A_NAME);
  const plain = last.replace(/%[0-9a-f]{2}|~[01]|[^\w.-]/gi, "_");
  const base = /^[a-z]/i.test(plain) && !(plain in {}) ? plain : `schema_${plain}`;
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  return name;
}
