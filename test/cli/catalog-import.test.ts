import { describe, expect, it } from "vitest";
import { type Canned, cli, type RecordedCall, scriptedApi } from "./support.ts";

const ORDERS = "catalog import test/fixtures/openapi/orders.yaml --property data";

const run = async (
  line: string,
  answer: (call: RecordedCall) => Canned = () => ({ status: 201, body: {} }),
  stdin = "",
) => {
  const api = scriptedApi(answer);
  const ran = await cli(line, { fetch: api.fetch, cwd: ".", stdin });
  return { ...ran, calls: api.calls };
};

const webhook = (schema: object) => ({ post: { requestBody: { content: { "application/json": { schema } } } } });

describe("catalog import", () => {
  it("creates a type for each webhook, with the data's schema and example", async () => {
    const { code, out, err, calls } = await run(ORDERS);
    expect([code, err]).toEqual([0, "Loaded 3 types.\n"]);
    expect(out.split("\n")[0]).toBe("order.placed created");
    expect(JSON.parse(calls[2]?.body ?? "")).toEqual({
      name: "customer.updated",
      description: "A customer changed",
      deprecated: true,
      schema: { type: "object", properties: { id: { type: "string" }, email: expect.anything() } },
      example: { id: "cus_1", email: "jane@example.com" },
    });
  });

  it("updates types that exist", async () => {
    const { calls } = await run(ORDERS, ({ method }) =>
      method === "POST" ? { status: 409, body: { title: "There is one with this name." } } : { body: {} },
    );
    expect(calls[1]).toMatchObject({ method: "PATCH", path: "/api/v1/event-types/order.placed" });
    expect(JSON.parse(calls[1]?.body ?? "")).not.toHaveProperty("name");
  });

  it("imports what it can, and says what it can't", async () => {
    const webhooks = { good: webhook({ type: "object" }), "bad\u001b[31m": {}, other: webhook({ $ref: "x.yaml" }) };
    const stdin = JSON.stringify({ openapi: "3.1.0", webhooks });
    const { code, err, calls } = await run("catalog import -", undefined, stdin);
    expect(calls.map(({ body }) => JSON.parse(body ?? "").name)).toEqual(["good"]);
    expect(code).toBe(1);
    expect(err).toContain("other has a $ref to another document, which isn't read: x.yaml");
    expect(err).toContain("posthorn: 2 of 3 types were not imported");
    expect(err).not.toContain("\u001b");
  });

  it.each([
    ["isn't a document", "a: [", 2, "the document can't be read"],
    ["has no webhooks", "openapi: 3.0.0", 1, "The document has no webhooks."],
  ])("says that a text %s", async (_case, stdin, exit, words) => {
    const { code, err, calls } = await run("catalog import -", undefined, stdin);
    expect([code, calls]).toEqual([exit, []]);
    expect(err).toContain(words);
  });
});
