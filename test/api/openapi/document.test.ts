import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../lib/api/functions.ts";
import type { DocumentedAnswer } from "../../../lib/api/openapi/types.ts";
import { pageRoutes } from "../../../lib/contract/pages.ts";
import { templateOf } from "../../infra/synthesis.ts";
import { document, misfits, operations } from "../contract/support/document.ts";

const routes = operations.map(({ route }) => route);

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("has every route of the contract and no other", () => {
    expect(routes.toSorted()).toEqual(allRoutes().sort());
  });

  it("has every route of the template and no other, except for pages", () => {
    const deployed = Object.values(templateOf("api").findResources("AWS::ApiGatewayV2::Route"));
    const keys = new Set(deployed.map(({ Properties }) => Properties.RouteKey));
    const pages: string[] = Object.values(pageRoutes).flat();
    expect(routes.toSorted()).toEqual([...keys].filter((key) => !pages.includes(key)).sort());
  });

  it("names each operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id.replace("OpenApi", "Openapi")))).toEqual([]);
  });

  it("gives each operation a title of its own, so that the page's list tells aliases apart", () => {
    const titles = operations.map(({ operation }) => operation.summary);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  it("has examples that fit", () => {
    const wrong = operations.flatMap(({ route, operation: { requestBody, responses } }) => {
      const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
      return contents
        .flatMap((content) => Object.values(content ?? {}))
        .flatMap(({ schema, example }) => (example === undefined ? [] : misfits(schema, example)))
        .map((misfit) => `${route} ${misfit}`);
    });
    expect(wrong).toEqual([]);
  });

  it("has an example of each body, and a description of each query parameter", () => {
    const bare = operations.flatMap(({ route, operation: { requestBody, parameters = [] } }) => [
      ...Object.values(requestBody?.content ?? {}).flatMap(({ example }) => (example === undefined ? [route] : [])),
      ...parameters.flatMap(({ in: place, name, description }) =>
        place === "query" && !description ? [`${route}: ${name}`] : [],
      ),
    ]);
    expect(bare).toEqual([]);
  });

  it("names the schema of each JSON body and answer", () => {
    const answers = operations.flatMap(({ operation: { requestBody, responses } }) => [
      requestBody?.content,
      ...Object.values(responses).map(({ content }) => content),
    ]);
    const shared = Object.values(document.components.responses).map((answer) => (answer as DocumentedAnswer).content);
    const contents = [...answers, ...shared].flatMap((content) => Object.entries(content ?? {}));
    const unnamed = contents.filter(([type, { schema }]) => type.includes("json") && !("$ref" in schema));
    expect(contents.length).toBeGreaterThan(50);
    expect(unnamed).toEqual([]);
  });

  it("has no union that client generators fail on: a null is part of the type, and alternatives have names", () => {
    const unions = unionsIn(document);
    expect(unions.filter(({ keyword }) => keyword !== "oneOf")).toEqual([]);
    expect(unions.flatMap(({ members }) => members).filter((member) => !("$ref" in member))).toEqual([]);
  });

  it("writes a value that can be null as a type, so that clients get an optional value", () => {
    const { EventPage, Latency, SubscriptionChange } = namedSchemas;
    expect(EventPage?.properties.next?.type).toEqual(["string", "null"]);
    expect(SubscriptionChange?.properties.maxRetries).toMatchObject({
      type: ["integer", "null"],
      minimum: 0,
      maximum: 10,
    });
    expect(Latency?.properties.p50).toEqual({ type: ["number", "null"], minimum: 0 });
  });

  it("declares what only code checks", () => {
    const { EventToSend, EventBatch, SubscriptionChange, TenantChange, SubscriptionFields, DialectFields } =
      namedSchemas;
    expect(EventToSend?.required).toEqual(["type", "data"]);
    expect(EventBatch?.properties.events).toMatchObject({ minItems: 1, maxItems: 100 });
    expect([SubscriptionChange?.minProperties, TenantChange?.minProperties]).toEqual([1, 1]);
    expect(SubscriptionFields?.properties.metadata?.maxProperties).toBe(50);
    expect(DialectFields?.properties.headers?.maxProperties).toBe(10);
    expect(SubscriptionFields?.properties.headers?.maxProperties).toBe(50);
    expect(SubscriptionFields?.properties.filter).toMatchObject({ minLength: 1, maxLength: 2048 });
    const keys = operations.flatMap(({ operation: { parameters = [] } }) =>
      parameters.filter(({ name }) => name === "idempotency-key").map(({ schema }) => schema),
    );
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(key).toEqual({ type: "string", maxLength: 255, pattern: "^[!-~]+$" });
  });

  it("refers only to existing schemas, and to all of them", () => {
    const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});

describe("what client generators need of the whole document", () => {
  const schemas = Object.entries(document.components.schemas).flatMap(([name, schema]) => schemasIn(schema, [name]));
  const parameters = operations.flatMap(({ route, operation }) =>
    (operation.parameters ?? []).map(({ name, schema }) => ({ at: `${route} ${name}`, schema, depth: 0 })),
  );
  const all = [...schemas, ...parameters];
  const breaking = (rule: (schema: Schema, depth: number) => boolean) =>
    all.filter(({ schema, depth }) => rule(schema, depth)).map(({ at }) => at);

  it("names every object: its fields are in a schema of its own", () => {
    expect(all.length).toBeGreaterThan(300);
    expect(breaking(({ properties }, depth) => properties !== undefined && depth > 0)).toEqual([]);
  });

  it("gives every integer the format that its values need", () => {
    const fits = ({ maximum, format }: Schema) =>
      format === "int64" || (format === "int32" && Number(maximum) < 2 ** 31);
    const unbounded = ["request", "curl"].map((of) => `GET /api/v1/deliveries/{id}/attempts/{number}/${of} number`);
    const wrong = breaking((schema) => [schema.type].flat().includes("integer") && !fits(schema));
    expect(wrong).toEqual(unbounded);
  });

  it("has no default in a body: a client would have to write the field, or would always send it", () => {
    expect(schemas.filter(({ schema }) => "default" in schema).map(({ at }) => at)).toEqual([]);
  });

  it("lets a client leave out an optional list by null, where an empty one is refused", () => {
    const { SubscriptionFields, ReplayFields } = namedSchemas;
    const lists = [
      SubscriptionFields?.properties.dialects,
      ReplayFields?.properties.states,
      ReplayFields?.properties.types,
    ];
    for (const list of lists) expect(list).toMatchObject({ type: ["array", "null"], minItems: 1 });
  });

  it("puts nothing but prose beside a reference", () => {
    const prose = new Set(["$ref", "description", "examples"]);
    expect(breaking((schema) => "$ref" in schema && Object.keys(schema).some((key) => !prose.has(key)))).toEqual([]);
  });

  it("has no constant that is not a string", () => {
    expect(breaking((schema) => "const" in schema && typeof schema.const !== "string")).toEqual([]);
  });

  it("has only patterns that the regular expressions of Go, Java and Python have too", () => {
    const patterns = all.flatMap(({ schema: { pattern } }) => (typeof pattern === "string" ? [pattern] : []));
    expect(patterns.length).toBeGreaterThan(10);
    // No groups but capturing ones, no back references, no classes of Unicode, and a whole value.
    expect(patterns.filter((pattern) => /\(\?|\\[1-9bBpPkuxc]/.test(pattern) || !/^\^.*\$$/.test(pattern))).toEqual([]);
  });

  it("has one schema for all successes of an operation, or a first one that fits them all", () => {
    const namesOf = (schema: Schema = {}) => (schema.oneOf as Schema[] | undefined)?.map(({ $ref }) => $ref) ?? [];
    const wrong = operations.filter(({ operation: { responses } }) => {
      const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
      const refs = successes.map(
        ([, { content }]) => Object.values(content ?? {})[0]?.schema.$ref as string | undefined,
      );
      const [first = "", ...others] = refs;
      const alternatives = namesOf(document.components.schemas[first.split("/").at(-1) ?? ""]);
      return others.some((ref) => ref !== first && !alternatives.includes(ref));
    });
    expect(wrong.map(({ route }) => route)).toEqual([]);
  });

  const CONSOLE_SESSION = '[{"consoleSession":[]}]';

  it("has one kind of key besides the console's cookie, no scopes, and says in words who may call an operation", () => {
    const security = operations.map(({ operation }) => operation.security);
    expect([...new Set(security.map((one) => JSON.stringify(one)))].sort()).toEqual([
      "[]",
      CONSOLE_SESSION,
      '[{"key":[]}]',
    ]);
    for (const { operation } of operations) {
      if (JSON.stringify(operation.security) === CONSOLE_SESSION) continue;
      const keys = operation["x-keys"] ?? [];
      expect(operation.description).toContain(keys.length === 0 ? "Needs no key." : "Key: ");
      expect(operation.security.length > 0).toBe(keys.length > 0);
    }
  });

  it("takes the tenant that a key acts for as an optional last parameter, and documents its refusals", () => {
    const taking = operations.filter(({ operation }) => operation["x-keys"]?.some(({ forTenant }) => forTenant));
    expect(taking.length).toBeGreaterThan(30);
    for (const { route, operation } of operations) {
      const at = operation.parameters?.findIndex(({ name }) => name === "posthorn-tenant") ?? -1;
      const takes = taking.some((one) => one.route === route);
      expect(at, route).toBe(takes ? Number(operation.parameters?.length) - 1 : -1);
      if (!takes) continue;
      expect(operation.parameters?.[at], route).toMatchObject({ in: "header", required: false });
      expect(Object.keys(operation.responses), route).toEqual(expect.arrayContaining(["401", "403", "404"]));
    }
  });

  it("has a schema for both bodies of a status that API Gateway sends too, as its first", () => {
    const { Refused429, Refused503 } = document.components.responses as Record<string, DocumentedAnswer>;
    for (const answer of [Refused429, Refused503]) {
      const [first] = Object.values(answer?.content ?? {});
      expect(first?.schema.$ref).toBe("#/components/schemas/GatewayError");
    }
  });
});

type Schema = Record<string, unknown>;

/** A schema and the schemas within it, however deep. */
function schemasIn(schema: Schema, at: string[], depth = 0): { at: string; schema: Schema; depth: number }[] {
  const { properties = {}, items, additionalProperties, propertyNames } = schema;
  const within = Object.entries({
    ...(properties as Record<string, unknown>),
    items,
    additionalProperties,
    propertyNames,
  });
  return [
    { at: at.join("/"), schema, depth },
    ...within.flatMap(([name, inner]) =>
      typeof inner === "object" && inner !== null ? schemasIn(inner as Schema, [...at, name], depth + 1) : [],
    ),
  ];
}

const namedSchemas = document.components.schemas as Record<string, unknown> as Record<string, Properties>;

interface Properties {
  properties: Record<string, Record<string, unknown>>;
  required?: string[];
  minProperties?: number;
}

/** Every `anyOf`, `oneOf` and `allOf` of a value, however deep. */
function unionsIn(value: unknown): { keyword: string; members: object[] }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([keyword, member]) => [
    ...(/^(anyOf|oneOf|allOf)$/.test(keyword) ? [{ keyword, members: member }] : []),
    ...unionsIn(member),
  ]);
}
