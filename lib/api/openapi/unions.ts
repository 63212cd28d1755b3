import type { JsonSchema } from "./components.ts";

/**
 * Rewrites a union of zod in the forms that client generators understand. Returns other values unchanged.
 *
 * - A schema that allows null becomes `type: [t, "null"]`. Several generators fail on `anyOf: [X, {type: "null"}]`.
 * - Alternatives that have names become a `oneOf`. They are strict objects with different required fields, so a value
 *   never fits two of them.
 */
export function simplerUnion(value: unknown): unknown {
  if (!isUnion(value)) return value;
  const { anyOf, ...rest } = value;
  const others = anyOf.filter(({ type }) => type !== "null");
  const [only] = others;
  if (others.length === 1 && anyOf.length === 2 && only && !only.$ref) return { ...withNull(only), ...rest };
  return anyOf.every(({ $ref }) => $ref) ? { ...rest, oneOf: anyOf } : value;
}

const isUnion = (value: unknown): value is JsonSchema & { anyOf: JsonSchema[] } =>
  typeof value === "object" && value !== null && Array.isArray((value as JsonSchema).anyOf);

/** A schema without a type allows null already. */
const withNull = ({ type, enum: choices, ...schema }: JsonSchema): JsonSchema => ({
  ...(type !== undefined && { type: [type, "null"].flat() }),
  ...(Array.isArray(choices) && { enum: [...choices, null] }),
  ...schema,
});
