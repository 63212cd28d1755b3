import { MAX_EXAMPLE_BYTES, MAX_SCHEMA_BYTES, MAX_TYPE_DESCRIPTION, MAX_TYPE_GROUP } from "../limits.ts";
import { EVENT_TYPE, isOwnType, OWN_TYPES } from "../matching/event-types.ts";
import { propertyNames, propertySchema } from "./body-part.ts";
import { cutOff, fewOf } from "./document-messages.ts";
import { bytesUpTo } from "./document-size.ts";
import { followed, isDocumentObject, memberOf, writtenText } from "./document-value.ts";
import { selfContained } from "./self-contained-schema.ts";

/** An event type as an OpenAPI document describes it. */
export interface WebhookType {
  name: string;
  description?: string;
  group?: string;
  deprecated?: true;
  /** A JSON Schema that stands alone. A type that can't be imported has neither schema nor example. */
  schema?: unknown;
  example?: unknown;
  /** Why the type can't be imported: a few reasons, and how many more there are. */
  errors: string[];
  /** What was left out or cut off. */
  warnings: string[];
}

/** The event types in a document, or why there are none. */
export interface WebhookTypes {
  problem?: string;
  types: WebhookType[];
  /** Properties that bodies have, with the number of the bodies that have them; the most frequent first. */
  properties: { name: string; count: number }[];
}

/** No product has more. */
const MOST_WEBHOOKS = 1_000;

/**
 * The bytes that the schemas and examples of all types may have. They are more than the document has: each schema has its
 * own copy of what it refers to.
 */
const MOST_BYTES = 10_000_000;

const METHODS = ["post", "put", "patch", "get", "delete"] as const;

/**
 * Reads the `webhooks` of an OpenAPI document (https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks). Each is an event
 * type: its name is the webhook's, its description and group are those of the operation, and its schema and example are
 * those of the request's body. Never throws, whatever the document is.
 *
 * @param property the property of the body that has the event's data. Empty: the whole body is the data
 */
export function webhookTypes(document: unknown, property: string): WebhookTypes {
  const nothing = { types: [], properties: [] };
  const version = memberOf(document, "openapi");
  if (typeof version !== "string") return { ...nothing, problem: "This isn't an OpenAPI document." };
  const webhooks = memberOf(document, "webhooks");
  if (!isDocumentObject(webhooks) || Object.keys(webhooks).length === 0) {
    const from = /^3\.0\b|^[12]\b/.test(version)
      ? ` OpenAPI has them from version 3.1 on, and this is ${version.slice(0, 20)}.`
      : "";
    return { ...nothing, problem: `The document has no webhooks.${from}` };
  }
  const entries = Object.entries(webhooks);
  if (entries.length > MOST_WEBHOOKS) {
    return {
      ...nothing,
      problem: `The document has ${entries.length} webhooks. At most ${MOST_WEBHOOKS} can be read.`,
    };
  }
  const read = entries.map(([name, item]) => ({ name, ...operationIn(document, item) }));
  const properties = propertiesIn(
    document,
    read.map(({ operation }) => operation),
  );
  const types: WebhookType[] = [];
  let bytes = 0;
  for (const { name, item, operation } of read) {
    const { size, ...type } = typeOf(document, name, item, operation, property);
    bytes += size;
    if (bytes > MOST_BYTES) return { types: [], properties, problem: TOO_MUCH };
    types.push(type);
  }
  return { types, properties };
}

const TOO_MUCH = `The schemas and examples of the webhooks have more than ${MOST_BYTES / 1_000_000} MB in all, with what they refer to. Divide the document.`;

/** The operation of a webhook: its POST, or its only one. */
function operationIn(document: unknown, given: unknown) {
  const item = followed(document, given);
  const operations = METHODS.map((method) => memberOf(item, method)).filter(isDocumentObject);
  return { item, operation: operations[0] };
}

/** A type, and the bytes of its schema and example. */
function typeOf(
  document: unknown,
  name: string,
  item: unknown,
  operation: unknown,
  property: string,
): WebhookType & { size: number } {
  const errors = nameErrors(name);
  if (operation === undefined) return { name, errors: [...errors, "has no operation"], warnings: [], size: 0 };
  const text = described(item, operation);
  const data = dataOf(document, operation, property);
  const all = fewOf([...errors, ...data.errors]);
  return {
    name,
    ...text.fields,
    ...(memberOf(operation, "deprecated") === true && { deprecated: true as const }),
    ...(all.length === 0 && data.fields),
    errors: all,
    warnings: [...text.warnings, ...data.warnings],
    size: all.length === 0 ? data.size : 0,
  };
}

function nameErrors(name: string): string[] {
  if (name.length > 128 || !EVENT_TYPE.test(name)) return ["has a name that an event type can't have"];
  return isOwnType(name) ? [`has a name that begins with ${OWN_TYPES}, which only Posthorn uses`] : [];
}

/** The texts of an operation, or of its path item. */
function described(item: unknown, operation: unknown) {
  const warnings: string[] = [];
  const texts = [writtenText(operation, "description"), writtenText(operation, "summary")];
  const description = [...texts, writtenText(item, "description"), writtenText(item, "summary")].find(Boolean);
  const tags = memberOf(operation, "tags");
  const group = Array.isArray(tags) && typeof tags[0] === "string" ? tags[0].trim() : "";
  if (description && description.length > MAX_TYPE_DESCRIPTION) warnings.push("has a description that is cut off");
  if (group.length > MAX_TYPE_GROUP) warnings.push("has a tag that is too long for a group");
  return {
    fields: {
      ...(description && { description: description.slice(0, MAX_TYPE_DESCRIPTION) }),
      ...(group && group.length <= MAX_TYPE_GROUP && { group }),
    },
    warnings,
  };
}

/** The media type of a request's body: JSON, or a kind of it. */
function mediaIn(document: unknown, operation: unknown): unknown {
  const content = memberOf(followed(document, memberOf(operation, "requestBody")), "content");
  if (!isDocumentObject(content)) return undefined;
  const name = Object.keys(content).find((type) => /^application\/(json|[\w.-]+\+json)\b/i.test(type));
  return name === undefined ? undefined : memberOf(content, name);
}

interface Data {
  fields: { schema?: unknown; example?: unknown };
  errors: string[];
  warnings: string[];
  /** The bytes of the fields. */
  size: number;
}

function dataOf(document: unknown, operation: unknown, property: string): Data {
  const media = mediaIn(document, operation);
  const body = memberOf(media, "schema");
  if (media === undefined)
    return { fields: {}, errors: [], warnings: ["has no body of JSON, and gets no schema"], size: 0 };
  const data = property && body !== undefined ? propertySchema(document, body, property) : body;
  const example = exampleOf(document, media, body, data, property);
  if (data === undefined) {
    const warning = property
      ? `has a body without the property ${cutOff(property)}, and gets no schema`
      : "has no schema";
    return { ...example, errors: [], warnings: [warning, ...example.warnings] };
  }
  const { schema, errors, warnings } = selfContained(document, data);
  const bytes = bytesUpTo(MAX_SCHEMA_BYTES, schema);
  return {
    fields: { ...(schema !== undefined && { schema }), ...example.fields },
    errors: [...errors, ...(bytes > MAX_SCHEMA_BYTES ? [`has a schema larger than ${MAX_SCHEMA_BYTES} bytes`] : [])],
    warnings: [...warnings, ...example.warnings],
    size: bytes + example.size,
  };
}

/** The example of a body, in the order in which OpenAPI's tools look for it. */
function exampleOf(document: unknown, media: unknown, body: unknown, data: unknown, property: string) {
  const named = memberOf(media, "examples");
  const [first] = isDocumentObject(named) ? Object.values(named) : [];
  const wholes = [
    memberOf(media, "example"),
    memberOf(followed(document, first), "value"),
    ...ownExamples(document, body),
  ];
  const parts = property ? wholes.map((whole) => memberOf(whole, property)) : wholes;
  const example = [...parts, ...ownExamples(document, data)].find((one) => one !== undefined);
  if (example === undefined) return { fields: {}, warnings: [], size: 0 };
  const size = bytesUpTo(MAX_EXAMPLE_BYTES, example);
  return size <= MAX_EXAMPLE_BYTES
    ? { fields: { example }, warnings: [], size }
    : { fields: {}, warnings: [`has an example larger than ${MAX_EXAMPLE_BYTES} bytes, which is left out`], size: 0 };
}

/** The examples in a schema. OpenAPI still knows `example`. */
function ownExamples(document: unknown, schema: unknown): unknown[] {
  const target = followed(document, schema);
  const examples = memberOf(target, "examples");
  return [memberOf(target, "example"), Array.isArray(examples) ? examples[0] : undefined];
}

function propertiesIn(document: unknown, operations: readonly unknown[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const operation of operations) {
    for (const name of propertyNames(document, memberOf(mediaIn(document, operation), "schema"))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const all = [...counts].map(([name, count]) => ({ name, count }));
  return all.sort((one, other) => other.count - one.count).slice(0, MOST_PROPERTIES);
}

const MOST_PROPERTIES = 50;
