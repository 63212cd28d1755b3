import { Logger } from "@aws-lambda-powertools/logger";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { jsonAnswer } from "../../../lib/api/http/answers.ts";
import { httpFunction } from "../../../lib/api/http/dispatch.ts";
import { endpoints } from "../../../lib/api/http/endpoint.ts";
import type { Guard } from "../../../lib/api/http/guards.ts";
import { unauthorized } from "../../../lib/api/http/key-refusals.ts";
import type { OnceOnly } from "../../../lib/api/http/once-only.ts";
import { serve } from "../../../lib/api/http/serve.ts";
import { refTo } from "../../support/contracts/sample-records.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext } from "../../support/memory/memory-pipeline.ts";

const routes = endpoints({
  make: {
    route: "POST /things",
    aliases: { create: "POST /stuff" },
    access: "changes",
    onceOnly: true,
    query: z.strictObject({ size: z.optional(z.coerce.number()) }),
    body: { schema: z.strictObject({ name: z._default(z.string(), "x") }), optional: true },
    answers: [201],
  },
});

/** A function that notes the steps of each request. */
function noting(admits = true) {
  const steps: string[] = [];
  const changes: Guard = async () => {
    steps.push("guard");
    if (!admits) throw unauthorized();
    return { ...refTo("acme"), since: "", keyId: "k" };
  };
  const once: OnceOnly = async (_request, work) => {
    steps.push("claim");
    return work();
  };
  const logger = new Logger({ logLevel: "SILENT" });
  const handler = httpFunction<[typeof routes]>(
    { guards: { changes }, once, logger },
    serve(routes, {
      make: async ({ tenantId, query, body }) => {
        steps.push("operation");
        return jsonAnswer(201, { tenantId, ...query, ...body });
      },
    }),
  );
  const call = async (route: string, fields: Partial<Parameters<typeof httpRequest>[0]> = {}) => {
    const { statusCode, body } = await handler(httpRequest({ route, ...fields }), invocationContext());
    return [statusCode, JSON.parse(body)];
  };
  return { steps, call };
}

it.each(["POST /things", "POST /stuff"])("%s gives its operation what the schemas output", async (route) => {
  const { call } = noting();
  expect(await call(route, { query: { size: "3" } })).toEqual([201, { tenantId: "acme", size: 3, name: "x" }]);
});

it.each([
  ["a good request", true, {}, 201, ["guard", "claim", "operation"]],
  ["a caller without access", false, { body: "{" }, 401, ["guard"]],
  ["a bad query string", true, { query: { color: "red" }, body: "{" }, 422, ["guard", "claim"]],
  ["a body that isn't JSON", true, { body: "{" }, 400, ["guard", "claim"]],
  ["a body that doesn't fit", true, { body: '{"name":1}' }, 422, ["guard", "claim"]],
])("%s goes through these steps", async (_case, admits, fields, status, expected) => {
  const { steps, call } = noting(admits);
  expect([(await call("POST /things", fields))[0], steps]).toEqual([status, expected]);
});

it("finds no other route", async () => {
  const { steps, call } = noting();
  expect(await call("GET /things")).toEqual([404, expect.objectContaining({ detail: "Not found." })]);
  expect(steps).toEqual([]);
});
