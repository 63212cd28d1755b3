import { gatewayErrorShape, problemShape } from "./common-shapes.ts";
import { annotated, componentSchemas, type JsonSchema } from "./components.ts";
import { withIdempotency } from "./idempotency-docs.ts";
import type {
  AnswerDescription,
  BodyDescription,
  DocumentedResource,
  OperationDescription,
} from "./operation-description.ts";
import { partsOf } from "./operation-description.ts";
import { BY_GATEWAY, REFUSALS, refusalsOf } from "./refusal-docs.ts";
import { ACTING_HEADER, actsForTenants, keysInWords, keysOf, SECURITY_SCHEMES, securityOf } from "./security.ts";
import type { DocumentedAnswer, DocumentedOperation, DocumentedParameter, OpenApiDocument } from "./types.ts";

export interface DocumentOptions {
  resources: readonly DocumentedResource[];
  version: string;
}

type Components = ReturnType<typeof componentSchemas>;

/** The OpenAPI document of all operations. The same descriptions always make the same bytes. */
export function openApiDocument({ resources, version }: DocumentOptions): OpenApiDocument {
  const components = componentSchemas();
  const problemSchema = components.schemaOf(problemShape, "output");
  const gatewaySchema = components.schemaOf(gatewayErrorShape, "output");
  const responses = Object.fromEntries(
    Object.entries(REFUSALS).map(([status, description]) => {
      const { content, ...answer } = problemAnswer(problemSchema, description);
      const gateway = BY_GATEWAY.has(Number(status)) && { "application/json": { schema: gatewaySchema } };
      // Some generators look at the first content type alone. Its schema fits both bodies.
      return [status, { ...answer, content: { ...gateway, ...content } }];
    }),
  );
  const paths: OpenApiDocument["paths"] = {};
  for (const { tag, operations } of resources) {
    for (const [route, described] of Object.entries(operations)) {
      const operation = withIdempotency(described);
      const { method, path } = partsOf(route);
      paths[path] = { ...paths[path], [method.toLowerCase()]: documented(components, tag, route, operation) };
    }
  }
  const { schemas } = components;
  return {
    openapi: "3.1.1",
    info: { title: "Posthorn", version, ...INFO },
    servers: [{ url: "/", description: "The server that this document came from" }],
    tags: resources.map(({ tag, text }) => ({ name: tag, description: text })),
    paths,
    components: { schemas: sorted(schemas), responses: named(responses), securitySchemes: SECURITY_SCHEMES },
  };
}

const INFO = {
  summary: "Webhook delivery",
  description: [
    "Send events to Posthorn, and it sends signed POSTs to the endpoints that subscribed to them.",
    "Lists are paged, as `{data, next}`. To get the next page, send `next` as `after`, until `next` is null. Times are ISO 8601 in UTC. An id has a prefix for its kind, and ids sort by creation time.",
    "Unknown fields and query parameters are rejected. A rejected request changes nothing, and its answer is a problem (RFC 9457) that names the invalid fields.",
    "A tenant sees only its own data. A request for another tenant's data gets a 404.",
  ].join("\n\n"),
  contact: { name: "The operator of this server" },
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

function documented(
  components: Components,
  tag: string,
  route: string,
  operation: OperationDescription,
): DocumentedOperation {
  const parameters = parametersOf(components, route, operation);
  const { id, summary, text, access, body } = operation;
  const keys = keysOf(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [text, keysInWords(operation)].filter(Boolean).join("\n\n"),
    security: securityOf(access),
    ...(keys.length > 0 && { "x-keys": keys }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: bodyOf(components, body) }),
    responses: answersOf(components, route, operation),
  };
}

const TEXT = { type: "string" };
const ACTING: DocumentedParameter = { ...ACTING_HEADER, in: "header", required: false, schema: TEXT };
const PATH_SCHEMAS: Record<string, JsonSchema> = { number: { type: "integer", format: "int32", minimum: 1 } };

function parametersOf(components: Components, route: string, { query, headers = {}, access }: OperationDescription) {
  const path = partsOf(route).parameters.map(
    (name): DocumentedParameter => ({ name, in: "path", required: true, schema: PATH_SCHEMAS[name] ?? TEXT }),
  );
  const asked = query ? annotated(components.schemaOf(query.schema, "input"), query.notes) : {};
  const required = (asked.required ?? []) as string[];
  const inQuery = Object.entries((asked.properties ?? {}) as Record<string, JsonSchema>).map(
    ([name, { description, ...schema }]): DocumentedParameter => ({
      name,
      in: "query",
      required: required.includes(name),
      ...(typeof description === "string" && { description }),
      schema,
    }),
  );
  const inHeaders = Object.entries(headers).map(
    ([name, { keywords, ...header }]): DocumentedParameter => ({
      name,
      in: "header",
      required: false,
      ...header,
      schema: { ...TEXT, ...keywords },
    }),
  );
  const inAnyHeader = actsForTenants(access) ? [...inHeaders, ACTING] : inHeaders;
  return [...path, ...inQuery, ...inAnyHeader];
}

function bodyOf({ schemaOf, add }: Components, { name, schema, notes, keywords, example, optional }: BodyDescription) {
  const own = { ...annotated(schemaOf(schema, "input"), notes), ...keywords };
  const content = { "application/json": { schema: add(name, own), example } };
  return { required: !optional, content };
}

function answersOf({ schemaOf }: Components, route: string, operation: OperationDescription) {
  const own = Object.entries(operation.answers).map(
    ([status, { description, schema, text, headers, example }]): [string, DocumentedAnswer] => [
      status,
      {
        description,
        ...(headers && { headers: headersOf(headers) }),
        ...(schema && {
          content: {
            "application/json": { schema: schemaOf(schema, "output"), ...(example !== undefined && { example }) },
          },
        }),
        ...(text && {
          content: { [text]: { schema: contentSchema(text), ...(example !== undefined && { example }) } },
        }),
      },
    ],
  );
  const special = Object.entries(operation.refusals ?? {}).map(([status, description]): [string, DocumentedAnswer] => [
    status,
    problemAnswer({ $ref: "#/components/schemas/Problem" }, description),
  ]);
  const general = refusalsOf(route, operation).map((status): [string, DocumentedAnswer] => [
    String(status),
    { $ref: `#/components/responses/${responseName(status)}` },
  ]);
  return Object.fromEntries([...general, ...special, ...own]);
}

/** Client generators take `binary` for a file. */
const contentSchema = (type: string): JsonSchema => (type.startsWith("text/") ? TEXT : { ...TEXT, format: "binary" });

const headersOf = (headers: NonNullable<AnswerDescription["headers"]>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

const problemAnswer = (schema: JsonSchema, description: string) => ({
  description,
  content: { "application/problem+json": { schema } },
});

const responseName = (status: number | string): string => `Refused${status}`;

const named = (responses: Record<string, object>) =>
  Object.fromEntries(Object.entries(responses).map(([status, answer]) => [responseName(status), answer]));

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
