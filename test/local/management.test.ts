import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { subscriptionKey } from "../../lib/aws/dynamodb/keys/subscription-keys.ts";
import { newId } from "../../lib/core/ids.ts";
import { subscriptionOf } from "../support/factories.ts";
import { request } from "./support/api.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin({ context: { secretStorage: "sealed" } });

const hook = { url: "https://receiver.example/hook", events: ["*"] };

function http(key: string, route: string, body?: object, headers: Record<string, string> = {}) {
  const [method = "", path = ""] = route.split(" ");
  return request(twin, method, path, { key, body, headers });
}

/** Creates a tenant for one test, with a key. */
async function tenant(id: string): Promise<{ key: string; keyId: string }> {
  expect((await http(twin.adminKey, "POST /tenants", { id, name: id })).status).toBe(201);
  const { body } = await http(twin.adminKey, `POST /tenants/${id}/api-keys`, { role: "manage" });
  return { key: body.key, keyId: body.id };
}

test("a tenant is listed, renamed, loses its keys one by one, and is deleted when it is empty", async () => {
  const { key, keyId } = await tenant("brief");
  const second = (await http(twin.adminKey, "POST /tenants/brief/api-keys", { role: "read" })).body;
  const listed = (await http(twin.adminKey, "GET /tenants")).body.data;
  expect(listed).toContainEqual({ id: "brief", name: "brief", createdAt: expect.any(String) });
  const renamed = await http(twin.adminKey, "PATCH /tenants/brief", { name: "Brief Ltd", dialect: "watsi" });
  expect(renamed.body).toMatchObject({ name: "Brief Ltd", dialect: "watsi" });
  const { id } = (await http(key, "POST /subscriptions", hook)).body;

  expect((await http(second.key, "GET /subscriptions")).status).toBe(200);
  expect((await http(twin.adminKey, `DELETE /tenants/brief/api-keys/${second.id}`)).status).toBe(204);
  expect((await http(second.key, "GET /subscriptions")).status).toBe(401);
  expect((await http(second.key, "POST /events", { type: "a", data: 1 })).status).toBe(401);
  const keys = (await http(twin.adminKey, "GET /tenants/brief/api-keys")).body.data;
  expect(keys.map((one: { id: string }) => one.id)).toEqual([keyId]);

  expect((await http(twin.adminKey, "DELETE /tenants/brief")).status).toBe(409);
  expect((await http(key, `DELETE /subscriptions/${id}`)).status).toBe(204);
  expect((await http(twin.adminKey, "DELETE /tenants/brief")).status).toBe(204);
  expect((await http(key, "GET /subscriptions")).status).toBe(401);
  await tenant("brief");
  expect((await http(key, "GET /subscriptions")).status).toBe(401);
});

test("of several changes to the same state, one wins and the others get a 412", async () => {
  const { key } = await tenant("writers");
  const made = await http(key, "POST /subscriptions", hook);
  const at = `/subscriptions/${made.body.id}`;
  const etag = made.headers.get("etag") ?? "";
  await http(key, `GET ${at}/secret`);
  expect((await http(key, `GET ${at}`)).headers.get("etag")).toBe(etag);
  const names = Array.from({ length: 6 }, (_, n) => `writer ${n}`);
  const answers = await Promise.all(names.map((name) => http(key, `PATCH ${at}`, { name }, { "if-match": etag })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
  const winner = answers.find(({ status }) => status === 200);
  const { body, headers } = await http(key, `GET ${at}`);
  expect([body.name, headers.get("etag")]).toEqual([winner?.body.name, winner?.headers.get("etag")]);
  expect((await http(key, `DELETE ${at}`, undefined, { "if-match": etag })).status).toBe(412);
  expect((await http(key, `DELETE ${at}`, undefined, { "if-match": String(headers.get("etag")) })).status).toBe(204);
});

test("a POST with an Idempotency-Key that arrives twenty times at once takes effect once", async () => {
  const { key } = await tenant("once");
  const post = () => http(key, "POST /subscriptions", hook, { "idempotency-key": "order-7" });
  const answers = await Promise.all(Array.from({ length: 20 }, post));
  expect([201, 409]).toEqual(expect.arrayContaining([...new Set(answers.map(({ status }) => status))]));
  const later = await post();
  expect([later.status, later.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
  expect(later.body.secret).toMatch(/^whsec_/);
  for (const { status, body } of answers) if (status === 201) expect(body).toEqual(later.body);
  const { data } = (await http(key, "GET /subscriptions")).body;
  expect(data.map(({ id }: { id: string }) => id)).toEqual([later.body.id]);
  const other = await http(key, "POST /subscriptions", { ...hook, name: "N" }, { "idempotency-key": "order-7" });
  expect(other.status).toBe(409);
});

test("no answer shows the value of a sensitive header", async () => {
  const { key } = await tenant("discreet");
  const headers = { Authorization: "Bearer hunter2" };
  const made = await http(key, "POST /subscriptions", { ...hook, headers, sensitiveHeaders: ["authorization"] });
  const patched = await http(key, `PATCH /subscriptions/${made.body.id}`, { headers: made.body.headers });
  expect([made.status, patched.status]).toEqual([201, 200]);
  const seen = [
    made,
    patched,
    await http(key, "GET /subscriptions"),
    await http(key, `GET /subscriptions/${made.body.id}`),
  ];
  expect(JSON.stringify(seen.map(({ body }) => body))).not.toContain("hunter2");
});

test("10,000 subscriptions can be paged through, and later pages cost no more than the first", async () => {
  const { key } = await tenant("large");
  const ids = await seed("large", 10_000);
  const seen: string[] = [];
  const times: number[] = [];
  let after = "";
  do {
    const startMs = performance.now();
    const { body } = await http(key, `GET /subscriptions?limit=250${after && `&after=${after}`}`);
    times.push(performance.now() - startMs);
    seen.push(...body.data.map(({ id }: { id: string }) => id));
    after = body.next ?? "";
  } while (after);
  expect([times.length, seen.length]).toEqual([40, 10_000]);
  expect(seen).toEqual(ids);
  const median = (some: number[]): number => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
  expect(median(times.slice(-10))).toBeLessThan(3 * median(times.slice(0, 10)) + 50);
});

/**
 * Writes subscriptions straight into the twin's table: through the API, it would take a minute. Resolves with their
 * ids, oldest first.
 */
async function seed(tenantId: string, count: number): Promise<string[]> {
  const used = twin.usage().map(({ resource }) => /:table\/([^/]+)/.exec(resource)?.[1]);
  const table = used.find((name) => name !== undefined) ?? "";
  const client = dynamoDbClient(operatorConfig(twin));
  const ids = Array.from({ length: count }, (_, n) => newId("sub", Date.UTC(2026, 0, 1) + n));
  const puts = ids.map((id) => {
    const Item = { ...subscriptionKey({ tenantId, subscriptionId: id }), ...subscriptionOf({ id, tenantId }) };
    return { PutRequest: { Item } };
  });
  for (let at = 0; at < count; at += 100) {
    const batches = [0, 25, 50, 75].map((n) => puts.slice(at + n, at + n + 25));
    await Promise.all(batches.map((batch) => client.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }))));
  }
  client.destroy();
  return ids;
}
