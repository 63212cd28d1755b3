import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../lib/api/functions.ts";
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

  it("refers only to existing schemas, and to all of them", () => {
    const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});
