import { expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const nested = (levels: number, inner = "", open = "[", close = "]"): string =>
  open.repeat(levels) + inner + close.repeat(levels);
const ARRAYS = nested(20_000);
const OBJECTS = nested(20_000, "1", '{"a":', "}");
const SCHEMAS = nested(20_000, "true", '{"not":', "}");

it.each([
  ["an example", "POST /api/v1/event-types", `{"name":"a","example":${ARRAYS}}`, "/example"],
  ["an example of objects", "POST /api/v1/event-types", `{"name":"a","example":${OBJECTS}}`, "/example"],
  ["a schema", "POST /api/v1/event-types", `{"name":"a","schema":${ARRAYS}}`, "/schema"],
  ["a schema of schemas", "POST /api/v1/event-types", `{"name":"a","schema":${SCHEMAS}}`, "/schema"],
  ["a schema's enum", "POST /api/v1/event-types", `{"name":"a","schema":{"enum":${ARRAYS}}}`, "/schema"],
  ["a schema's default", "POST /api/v1/event-types", `{"name":"a","schema":{"default":${OBJECTS}}}`, "/schema"],
  ["a name", "POST /api/v1/event-types", `{"name":${ARRAYS}}`, "/name"],
  ["a condition", "POST /api/v1/derived-types", `{"name":"a","from":"b","when":${ARRAYS}}`, "/when"],
  [
    "a dialect's body",
    "POST /api/v1/dialects",
    `{"name":"a","algorithm":"shared-secret","signatureHeader":"x","body":${OBJECTS}}`,
    "/body",
  ],
  [
    "metadata",
    "POST /api/v1/subscriptions",
    `{"url":"https://r.example","events":["*"],"metadata":{"a":${ARRAYS}}}`,
    "/metadata/a",
  ],
  [
    "a filter",
    "POST /api/v1/subscriptions",
    `{"url":"https://r.example","events":["*"],"filter":${OBJECTS}}`,
    "/filter",
  ],
  [
    "parentheses in a filter",
    "POST /api/v1/subscriptions",
    JSON.stringify({ url: "https://r.example", events: ["*"], filter: nested(1000, "1", "(", ")") }),
    "/filter",
  ],
  ["an unknown field", "POST /api/v1/subscriptions", `{"url":"https://r.example","events":["*"],"x":${OBJECTS}}`, "/x"],
  [
    "a replay's states",
    "POST /api/v1/replays",
    `{"subscriptionId":"sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P","since":"2025-01-01T00:00:00Z","states":[${ARRAYS}]}`,
    "/states/0",
  ],
  ["an event's data", "POST /api/v1/events", `{"type":"a","data":${OBJECTS}}`, "/data"],
  ["a list in place of events", "POST /api/v1/events", `{"events":${ARRAYS}}`, "/events/0"],
])("20,000 levels in %s are rejected with 422", async (_case, route, body, path) => {
  const { call, key } = await memoryApiWithTenant("manage");
  const answer = await call(route, { key: /types|dialects/.test(route) ? ADMIN : key, body });
  expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, path]);
});

it("20,000 levels are rejected in a PATCH too", async () => {
  const { call } = await memoryApiWithTenant("manage");
  await call("POST /api/v1/event-types", { key: ADMIN, body: { name: "a" } });
  const answer = await call("PATCH /api/v1/event-types/{id}", { key: ADMIN, id: "a", body: `{"example":${ARRAYS}}` });
  expect([answer.status, answer.body.errors[0].path]).toEqual([422, "/example"]);
});

it("an example may be as deep as an event's data", async () => {
  const { call } = await memoryApiWithTenant("manage");
  const create = (name: string, levels: number) =>
    call("POST /api/v1/event-types", { key: ADMIN, body: `{"name":"${name}","example":${nested(levels)}}` });
  expect([(await create("a", 512)).status, (await create("b", 513)).status]).toEqual([201, 422]);
});
