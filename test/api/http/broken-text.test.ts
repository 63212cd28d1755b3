import { describe, expect, it } from "vitest";
import { httpRequest } from "../../support/http-request.ts";
import { ADMIN, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { invocationContext } from "../../support/memory/memory-pipeline.ts";

const HALF = "x\ud83d";
const subscription = { url: "https://receiver.example/hook", events: ["*"] };
const dialect = { name: "mine", algorithm: "shared-secret", signatureHeader: "x-mine", body: { data: "{data}" } };

describe("half an emoji is rejected with its path", () => {
  it.each([
    ["a name", "POST /api/v1/subscriptions", { ...subscription, name: HALF }, "/name"],
    ["the other half", "POST /api/v1/subscriptions", { ...subscription, name: "\ude00x" }, "/name"],
    ["a description", "POST /api/v1/subscriptions", { ...subscription, description: HALF }, "/description"],
    ["a filter", "POST /api/v1/subscriptions", { ...subscription, filter: `data.a == "${HALF}"` }, "/filter"],
    ["a URL", "POST /api/v1/subscriptions", { ...subscription, url: `https://receiver.example/${HALF}` }, "/url"],
    ["a header's value", "POST /api/v1/subscriptions", { ...subscription, headers: { a: HALF } }, "/headers/a"],
    [
      "a header's name",
      "POST /api/v1/subscriptions",
      { ...subscription, headers: { [HALF]: "a" } },
      "/headers/x\ud83d",
    ],
    ["a metadata value", "POST /api/v1/subscriptions", { ...subscription, metadata: { a: HALF } }, "/metadata/a"],
    [
      "a metadata key",
      "POST /api/v1/subscriptions",
      { ...subscription, metadata: { [HALF]: "" } },
      "/metadata/x\ud83d",
    ],
    [
      "a sensitive header",
      "POST /api/v1/subscriptions",
      { ...subscription, sensitiveHeaders: [HALF] },
      "/sensitiveHeaders/0",
    ],
    ["a dialect's name", "POST /api/v1/subscriptions", { ...subscription, dialect: HALF }, "/dialect"],
    [
      "a secret",
      "POST /api/v1/subscriptions",
      { ...subscription, dialect: "github", secret: HALF.repeat(20) },
      "/secret",
    ],
    ["a tenant's name", "POST /api/v1/tenants", { name: HALF }, "/name"],
    ["a group", "POST /api/v1/event-types", { name: "a", group: HALF }, "/group"],
    [
      "a derived type's description",
      "POST /api/v1/derived-types",
      { name: "a", from: "b", when: "true", description: HALF },
      "/description",
    ],
    ["a dialect's body", "POST /api/v1/dialects", { ...dialect, body: { a: [HALF] } }, "/body/a/0"],
    ["a name in a dialect's body", "POST /api/v1/dialects", { ...dialect, body: { [HALF]: 1 } }, "/body/x\ud83d"],
    ["an event's id", "POST /api/v1/events", { type: "a", data: 1, id: HALF }, "/id"],
    ["an event's type", "POST /api/v1/events", { events: [{ type: HALF, data: 1 }] }, "/events/0/type"],
  ])("in %s", async (_case, route, body, path) => {
    const { call, key } = await memoryApiWithTenant("manage");
    const mine = /tenants|types|dialects/.test(route) ? ADMIN : key;
    const answer = await call(route, { key: mine, body });
    expect([answer.status, answer.body.errors.map((e: { path: string }) => e.path)]).toEqual([422, [path]]);
  });

  it("in a query parameter", async () => {
    const { call, key } = await memoryApiWithTenant("manage");
    const { status, body } = await call("GET /api/v1/subscriptions", { key, query: { after: HALF } });
    expect([status, body.errors[0].path]).toEqual([422, "/after"]);
  });

  it("but an event's data keeps it, as the text that came in", async () => {
    const { call, key } = await memoryApiWithTenant("manage");
    const sent = await call("POST /api/v1/events", { key, body: String.raw`{"type":"a","data":"x\ud83d"}` });
    expect(sent.status).toBe(202);
    const read = await call("GET /api/v1/events/{id}", { key, id: sent.body.id });
    expect(read.text).toContain(String.raw`"data":"x\ud83d"`);
  });
});

describe("a body that isn't UTF-8", () => {
  /** A body as API Gateway hands it over: as text, in which U+FFFD replaces what isn't UTF-8. */
  async function statusOf(bytes: Buffer, headers: Record<string, string> = { "content-length": String(bytes.length) }) {
    const { invoke } = memoryApi();
    const request = httpRequest({ route: "POST /api/v1/tenants", key: ADMIN, body: bytes.toString(), headers });
    return (await invoke(request, invocationContext())).statusCode;
  }
  const named = (...name: number[]) => Buffer.concat([Buffer.from('{"name":"x'), Buffer.from(name), Buffer.from('"}')]);

  it.each([
    ["a byte of Latin-1", named(0xe9)],
    ["a cut sequence", named(0xe2, 0x82)],
    ["half an emoji in UTF-8", named(0xed, 0xa0, 0xbd)],
    ["an overlong form", named(0xc0, 0xaf)],
  ])("with %s is rejected with 400", async (_case, bytes) => {
    expect(await statusOf(bytes)).toBe(400);
  });

  it("is told from one that contains U+FFFD itself", async () => {
    expect(await statusOf(named(0xef, 0xbf, 0xbd))).toBe(201);
  });

  it("passes where nothing tells the two apart", async () => {
    expect(await statusOf(named(0xe9), {})).toBe(201);
    expect(await statusOf(named(0xf0, 0x9f, 0x98))).toBe(201);
  });
});
