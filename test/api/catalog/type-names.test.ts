import { expect, it } from "vitest";
import { ADMIN } from "../../support/memory/memory-api.ts";
import { choosing } from "../../support/memory/memory-choosing.ts";

it.each(["orders/create", "repo:push", "Order Created"])("the type %s works everywhere", async (name) => {
  const { call, key, subscribe, send } = await choosing();
  const operate = (route: string, fields: object) => call(route, { key: ADMIN, ...fields });
  for (const [list, made] of [
    ["/api/v1/event-types", { name, description: "x" }],
    ["/api/v1/derived-types", { name, from: "a/b", when: "true" }],
  ] as const) {
    expect((await operate(`POST ${list}`, { body: made })).status).toBe(201);
    expect((await operate(`GET ${list}`, { query: { name } })).body.data).toMatchObject([made]);
    const change = { description: "y" };
    expect((await operate(`PATCH ${list}`, { query: { name }, body: change })).body).toMatchObject({ name, ...change });
  }
  const dialect = "github";
  const ids = [await subscribe({ events: [name], dialect }), await subscribe({ events: ["*"] })];
  expect((await send({ type: name, data: 1 })).body.deliveries).toBe(2);
  expect((await call("GET /api/v1/events", { key, query: { type: name } })).body.data).toHaveLength(1);
  const sent = await call("POST /api/v1/subscriptions/{id}/test", { key, id: ids[0] ?? "", body: { type: name } });
  expect(sent.status).toBe(200);
  const refused = await call("POST /api/v1/subscriptions", {
    key,
    body: { url: "https://r.example", events: ["a", name] },
  });
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, "/events/1"]);
  expect((await operate("DELETE /api/v1/event-types", { query: { name } })).status).toBe(204);
  expect((await operate("DELETE /api/v1/event-types", { query: { name } })).status).toBe(404);
});

it.each(["PATCH /api/v1/event-types", "DELETE /api/v1/event-types", "PATCH /api/v1/derived-types"])(
  "%s without a name says that the query string needs it, because a body can't have it",
  async (route) => {
    const { call } = await choosing();
    const { status, body } = await call(route, { key: ADMIN, query: {}, body: { description: "x" } });
    expect([status, body.errors]).toEqual([422, [{ path: "/name", message: "is required in the query string" }]]);
  },
);
