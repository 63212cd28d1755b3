import { expect, it } from "vitest";
import type { ZodMiniObject } from "zod/mini";
import { servedBy } from "../../../lib/api/functions.ts";
import type { Endpoint, Endpoints } from "../../../lib/api/http/endpoint.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

type Page = { data: unknown[]; next: string | null };

/** A tenant with two of everything that can be listed. Resolves with the lists, and the first cursor of each. */
async function lists() {
  const { call, key, otherKey, world } = await memoryApiWithTenant("manage");
  const subscribe = async (who: string) => {
    const body = { url: "https://receiver.example/hook", events: ["*"], active: false };
    return (await call("POST /api/v1/subscriptions", { key: who, body })).body.id as string;
  };
  const [first, second] = [await subscribe(key), await subscribe(key)];
  const others = await subscribe(otherKey);
  await subscribe(otherKey);
  const event = (id: string) => call("POST /api/v1/events", { key, body: { type: "a", data: 1, id } });
  await event("e1");
  await event("e2");
  for (const name of ["a", "b"]) {
    await call("POST /api/v1/event-types", { key: ADMIN, body: { name } });
    await call("POST /api/v1/derived-types", { key: ADMIN, body: { name, from: "c", when: "true" } });
    await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme", body: {} });
    await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "other", body: {} });
    await call("POST /api/v1/operator-keys", { key: ADMIN });
  }
  const since = "2025-12-31T00:00:00Z";
  for (const [who, id] of [
    [key, first],
    [key, second],
    [otherKey, others],
    [otherKey, others],
  ] as const) {
    await call("PATCH /api/v1/subscriptions/{id}", { key: who, id, body: { active: true } });
    await call("POST /api/v1/replays", { key: who, body: { subscriptionId: id, since } });
  }
  for (const messageId of ["m1", "m2"]) {
    const letter: StuckLetter = { messageId, reason: "unreadable", sentAt: AT, since: AT };
    world.deadLetters.put(`${AT}#${messageId}`, letter, AT);
  }
  for (const ms of [1, 2]) {
    const rejection = { id: newId("rej", ms), rejectedAt: AT, reason: "Unknown tenant.", errors: [] };
    world.rejected.put(rejection.id, rejection, AT);
  }
  const reads: [string, object][] = [
    ["GET /api/v1/subscriptions", { key }],
    ["GET /api/v1/subscriptions", { key: otherKey }],
    ["GET /api/v1/subscriptions/{id}/deliveries", { key, id: first }],
    ["GET /api/v1/events", { key }],
    ["GET /api/v1/events", { key, query: { subscriptionId: first } }],
    ["GET /api/v1/events/{id}/deliveries", { key, id: "e1" }],
    ["GET /api/v1/events/{id}/deliveries", { key, id: "e2" }],
    ["GET /api/v1/events/{id}/explanation", { key, id: "e1" }],
    ["GET /api/v1/replays", { key }],
    ["GET /api/v1/replays", { key: otherKey }],
    ["GET /api/v1/event-types", { key: ADMIN }],
    ["GET /api/v1/derived-types", { key: ADMIN }],
    ["GET /api/v1/dialects", { key: ADMIN }],
    ["GET /api/v1/dead-letters", { key: ADMIN }],
    ["GET /api/v1/rejected-events", { key: ADMIN }],
    ["GET /api/v1/tenants", { key: ADMIN }],
    ["GET /api/v1/operator-keys", { key: ADMIN }],
    ["GET /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme" }],
    ["GET /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "other" }],
  ];
  return reads.map(([route, fields]) => ({
    name: `${route} ${JSON.stringify(fields)}`,
    read: async (query: Record<string, string>) => {
      const asked = fields as { query?: Record<string, string> };
      const answer = await call(route, { ...fields, query: { ...asked.query, limit: "1", ...query } });
      return { status: answer.status, body: answer.body as Page & { errors: { path: string }[] } };
    },
  }));
}

it("a cursor works in the list that returned it, and in no other", async () => {
  const all = await lists();
  const cursors: string[] = [];
  for (const { name, read } of all) {
    const { body } = await read({});
    expect(body.next, name).toBeTruthy();
    cursors.push(body.next ?? "");
  }
  for (const [i, { name, read }] of all.entries()) {
    for (const [j, after] of cursors.entries()) {
      const { status, body } = await read({ after });
      if (i === j) expect(body.data, name).toHaveLength(1);
      else expect([status, body.errors?.[0]?.path], `${name} with ${after}`).toEqual([422, "/after"]);
    }
  }
});

it("every list with a cursor is in this test", async () => {
  const all = Object.values(servedBy).flatMap((served) => served.flatMap((routes: Endpoints) => Object.values(routes)));
  const paged = all.filter(({ query }: Endpoint) => query && "after" in (query as unknown as ZodMiniObject).shape);
  const tested = (await lists()).map(({ name }) => name.replace(/ \{".*/, ""));
  // A stream always has a `next`, which also confirms deliveries. Its own tests cover it.
  expect(new Set([...tested, "GET /api/v1/subscriptions/{id}/stream"])).toEqual(
    new Set(paged.map(({ route }: Endpoint) => route)),
  );
});
