import fc, { type Arbitrary } from "fast-check";
import { document } from "./document.ts";

type Schema = Record<string, unknown>;

/** Values that fit a schema of the document, as far as it says: what only code checks, they may break. */
export function fitting(schema: Schema): Arbitrary<unknown> {
  const { $ref, oneOf, const: only, enum: choices, type } = schema;
  if (typeof $ref === "string") return fitting(document.components.schemas[$ref.split("/").at(-1) ?? ""] ?? {});
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map(fitting));
  if (only !== undefined) return fc.constant(only);
  if (Array.isArray(choices)) return fc.constantFrom(...choices);
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => fitting({ ...schema, type: one })));
  switch (type) {
    case "string":
      return texts(schema);
    case "integer":
    case "number":
      return fc.integer({ min: Math.max(Number(schema.minimum ?? -1e6), -1e6), max: Number(schema.maximum ?? 1e6) });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(fitting((schema.items ?? {}) as Schema), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 3), 3),
      });
    case "object":
      return objects(schema);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function texts({ format, pattern, minLength = 0, maxLength = 40 }: Schema): Arbitrary<unknown> {
  if (format === "date-time") return INSTANTS;
  const lengths = { minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 40) };
  if (typeof pattern !== "string") return fc.string(lengths);
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= Number(maxLength));
}

const INSTANTS = fc
  .date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

function objects({ properties = {}, required = [], additionalProperties }: Schema): Arbitrary<unknown> {
  const fields = Object.entries(properties as Record<string, Schema>);
  if (fields.length === 0 && typeof additionalProperties === "object" && additionalProperties) {
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fitting(additionalProperties as Schema), {
      maxKeys: 4,
    });
  }
  const values = Object.fromEntries(fields.map(([name, schema]) => [name, fitting(schema)]));
  return fc.record(values, { requiredKeys: required as string[] });
}

const deep = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

/** What nobody should send. */
const WEIRD: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, "", 0, -1, -0, 1e21, 0.1, true, [], {}, [null], "null", "\u0000", "\ud800", "💌"),
  fc.constantFrom<unknown>("__proto__", "constructor", "../..", "a".repeat(5000), "'; --", "{data}", "*", "%00"),
  fc.constantFrom<unknown>(deep(80), JSON.parse('{"__proto__": {"admin": true}}'), 2 ** 53, -(2 ** 31)),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = (string | number)[];

/** A value with one thing in it put wrong: changed, missing or too much. */
export const spoilt = (values: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.tuple(values, fc.nat(), WEIRD, fc.constantFrom("set", "remove", "add", "set")).map(([value, n, weird, how]) => {
    const paths = pathsIn(value);
    const path = paths[n % paths.length] ?? [];
    return changed(value, path, (old) => {
      if (how === "add" && isObject(old)) return withMember(old, n % 3 === 0 ? "__proto__" : "extra", weird);
      return how === "remove" ? undefined : weird;
    });
  });

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member may be called `__proto__` in JSON. */
const withMember = (object: object, name: string, value: unknown): object =>
  Object.defineProperty({ ...object }, name, { value, enumerable: true, configurable: true, writable: true });

function pathsIn(value: unknown, here: Path = []): Path[] {
  if (typeof value !== "object" || value === null || here.length > 4) return [here];
  return [here, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...here, key]))];
}

function changed(value: unknown, [first, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === first ? changed(item, rest, change) : item));
  const members = value as Record<string, unknown>;
  return withMember(members, String(first), changed(members[first], rest, change));
}
