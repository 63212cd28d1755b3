import { describe, expect, it, test } from "vitest";
import { problemJson } from "../../../lib/api/http/problem-json.ts";
import { type Problem, Refusal } from "../../../lib/core/errors.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";

async function answerTo(problems: Problem[]) {
  const request = { error: new Refusal(422, "The request has invalid fields.", problems), response: undefined };
  await problemJson({ error: () => undefined }).onError(request);
  return request.response as unknown as { statusCode: number; body: string };
}

test("a refusal names each problem", async () => {
  const problems = [{ path: "/url", message: "is required" }];
  const { statusCode, body } = await answerTo(problems);
  expect([statusCode, JSON.parse(body).errors]).toEqual([422, problems]);
});

test.each([
  ["many problems", Array.from({ length: 250_000 }, (_, n) => ({ path: `/${n}`, message: "is not a known field" }))],
  ["long paths", Array.from({ length: 200 }, () => ({ path: `/${"\u0001".repeat(100_000)}`, message: "is bad" }))],
  ["long messages", Array.from({ length: 200 }, () => ({ path: "/a", message: "x".repeat(100_000) }))],
])("a refusal with %s fits into an answer", async (_case, problems) => {
  const { statusCode, body } = await answerTo(problems);
  // The body is JSON text within JSON text: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  expect([statusCode, JSON.stringify(body).length < 6_000_000]).toEqual([422, true]);
  expect(JSON.parse(body).errors).toHaveLength(100);
});

describe("a failure inside Posthorn", () => {
  it("is 503, and reveals nothing", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("admit", { when: "before" });
    const { status, text } = await call("GET /api/v1/subscriptions", { key });
    expect(status).toBe(503);
    expect(text).not.toContain("injected");
  });

  it("of an unforeseen kind is 500, and reveals nothing", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("listSubscriptions", { when: "before", error: new Error("secret details") });
    const { status, text } = await call("GET /api/v1/subscriptions", { key });
    expect(status).toBe(500);
    expect(text).not.toContain("secret details");
  });
});
