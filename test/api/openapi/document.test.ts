import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../lib/api/functions.ts";
import type { DocumentedAnswer } from "../../../lib/api/openapi/types.ts";
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

  it("has every route of the template and no other", () => {
    const deployed = Object.values(templateOf("api").findResources("AWS::ApiGatewayV2::Route"));
    expect(routes.toSorted()).toEqual(deployed.map(({ Properties }) => Properties.RouteKey).sort());
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
    const { EventPage, Statistics, SubscriptionChange } = namedSchemas;
    expect(EventPage?.properties.next?.type).toEqual(["string", "null"]);
    expect(SubscriptionChange?.properties.maxRetries).toMatchObject({
      type: ["integer", "null"],
      minimum: 0,
      maximum: 10,
    });
    expect(JSON.stringify(Statistics)).toContain('"p50":{"type":["number","null"],"minimum":0}');
  });

  it("declares what only code checks", () => {
    const { EventToSend, EventBatch, SubscriptionChange, TenantChange, SubscriptionFields, DialectFields } =
      namedSchemas;
    expect(EventToSend?.required).toEqual(["type", "data"]);
    expect(EventBatch?.properties.events).toMatchObject({ minItems: 1, maxItems: 100 });
    expect([SubscriptionChange?.minProperties, TenantChange?.minProperties]).toEqual([1, 1]);
    expect(SubscriptionFields?.properties.metadata?.maxProperties).toBe(50);
    expect(DialectFields?.properties.headers?.maxProperties).toBe(10);
  });

  it("refers only to existing schemas, and to all of them", () => {
    const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});

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
