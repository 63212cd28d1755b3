import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * A row in DynamoDB's format: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export type AttributeMap = Record<string, AttributeValue>;

/**
 * Adds a type to each value of a row. The rows written so hold JSON values and binary values (`Uint8Array`). As in JSON,
 * undefined values are left out. Throws a `TypeError` on any other value, sets too. The document client supports more types, and
 * takes three times the CPU.
 */
export function toItem(row: object): AttributeMap {
  const item: AttributeMap = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== undefined) item[name] = toAttribute(value);
  }
  return item;
}

/** Adds a type to one value, as `toItem` does. Throws a `TypeError` on undefined too. */
function toAttribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number" && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.filter((element) => element !== undefined).map(toAttribute) };
  if (isPlain(value)) return { M: toItem(value) };
  if (value instanceof Uint8Array) return toBinary(value);
  throw new TypeError(`a row can't hold ${String(value)}`);
}

/**
 * Binary values travel as Base64 text
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html). The SDK's type is
 * that of its own API, where they are bytes.
 */
function toBinary({ buffer, byteOffset, byteLength }: Uint8Array): AttributeValue {
  const text: unknown = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
  return { B: text as Uint8Array };
}

/** Is it an object without a class? A `Date` or a `Map` would become an empty object. */
function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The plain values of a row. Binary values become `Uint8Array`s. Sets become arrays, as DynamoDB sends them. */
export function fromItem(item: AttributeMap): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const name in item) {
    const attribute = item[name];
    if (attribute) row[name] = fromAttribute(attribute);
  }
  return row;
}

function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.M !== undefined) return fromItem(attribute.M);
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.NULL !== undefined) return null;
  if (attribute.B !== undefined) return fromBase64(String(attribute.B));
  return Object.values(attribute)[0];
}

/** The bytes as a `Uint8Array`, which is what the document client returns. */
function fromBase64(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, "base64");
  return new Uint8Array(buffer, byteOffset, byteLength);
}
