import { expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

const REQUEST = { method: "POST", headers: { "x-shop-signature": "v1=abc" }, body: '{"id":"evt_1"}' };
const ATTEMPT = { number: 1, at: "2026-01-31T12:00:00.000Z", url: "https://r.example/", timings: { total: 4 } };

async function test(line: string | string[], body: object) {
  const api = scriptedApi(() => ({ body }));
  const words = typeof line === "string" ? line.split(" ") : line;
  const ran = await cli(["dialects", "test", ...words], { fetch: api.fetch, stdin: '{"n": 12345678901234567890}' });
  return { ...ran, calls: api.calls };
}

it("shows the POST that a dialect makes, and the generated secret", async () => {
  const { out, code } = await test("mine --type a", { request: REQUEST, secret: "whsec_abc" });
  expect(out).toContain('POST\nx-shop-signature: v1=abc\n\n{"id":"evt_1"}\n');
  expect(out).toMatch(/secret\s+whsec_abc/);
  expect(code).toBe(0);
});

it("passes a definition and data on as they are, with the operator's key", async () => {
  const line = ["--definition", '{"name":"a"}', "--data", "-", "--secret", "s", "--to", "https://r.example/"];
  const { calls } = await test(line, { request: REQUEST });
  expect(calls[0]?.body).toBe(
    '{"definition":{"name":"a"},"data":{"n": 12345678901234567890},"secret":"s","url":"https://r.example/"}',
  );
});

it("shows the attempt, and fails if the receiver did not accept the POST", async () => {
  const good = await test("mine --to https://r.example/", { request: REQUEST, attempt: { ...ATTEMPT, status: 204 } });
  expect([good.code, good.out]).toEqual([0, expect.stringContaining("204 in 4 ms")]);
  const failed = { ...ATTEMPT, status: 500, failure: "http-500" };
  const bad = await test("mine --to https://r.example/", { request: REQUEST, attempt: failed });
  expect([bad.code, bad.err]).toEqual([1, expect.stringContaining("the receiver did not accept the POST")]);
});
