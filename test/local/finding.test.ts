import type { IncomingHttpHeaders } from "node:http";
import { expect, test, vi } from "vitest";
import { call, operate, request, send, subscribe } from "./support/api.ts";
import { deliveriesOf } from "./support/deliveries.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

/** Creates a tenant. Resolves with a key for its requests. */
async function rival(id: string): Promise<string> {
  await operate(twin, "POST", "/tenants", { id, name: id }, 201);
  const { key } = await operate<{ key: string }>(twin, "POST", `/tenants/${id}/api-keys`, { role: "manage" }, 201);
  return key;
}

/** The ids that a receiver sees in each dialect. */
const ID_HEADERS: Record<string, string[]> = {
  standard: ["webhook-id", "posthorn-delivery-id"],
  "standard-ed25519": ["webhook-id", "posthorn-delivery-id"],
  witn: ["svix-id", "posthorn-delivery-id"],
  outtake: ["x-outtake-event-id", "posthorn-delivery-id"],
  github: ["x-github-delivery"],
  tenant: ["x-webhook-delivery-id"],
  watsi: ["x-watsi-delivery-id"],
  stripe: ["posthorn-delivery-id"],
  agents: ["posthorn-delivery-id"],
};

/** The ids in the bodies of some dialects. */
const idsInBody = (body: Buffer): string[] => {
  const { id } = JSON.parse(body.toString());
  return typeof id === "string" ? [id] : [];
};

const valuesOf = (headers: IncomingHttpHeaders, names: string[] = []): string[] =>
  names.map((name) => String(headers[name]));

const find = (id: string, key = twin.apiKey) =>
  request(twin, "GET", `/events?id=${encodeURIComponent(id)}`, { key }).then(({ status, body }) => ({ status, body }));

const NOTHING = { status: 200, body: { data: [], next: null } };

test.each([undefined, "order-1"])(
  "the event %s is found by each id that its producer and its receivers have, and by no rival",
  async (id) => {
    const key = await rival(`rival-${id ?? "none"}`);
    const dialects = Object.keys(ID_HEADERS);
    const made = await Promise.all(
      dialects.map((dialect) => subscribe(twin, `${receiver.url}/${dialect}`, { dialect, events: ["order.paid"] })),
    );
    const sent = await send(twin, { type: "order.paid", data: { n: 1 }, ...(id && { id }) });
    await send(twin, { type: "order.paid.not", data: {} });
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(dialects.length), 20_000);

    const seen = receiver.requests.flatMap(({ path, headers, body }) => [
      ...valuesOf(headers, ID_HEADERS[path.slice(1)]),
      ...idsInBody(body),
    ]);
    const deliveries = await deliveriesOf(twin, sent.id);
    expect(deliveries).toHaveLength(dialects.length);
    const ids = new Set([sent.id, ...seen, ...deliveries.map((delivery) => delivery.id)]);
    const ulid = deliveries[0]?.id.slice(4, 30) ?? "";
    expect(ids).toContain(`evt_${ulid}`);
    expect([...ids].filter((one) => /^[0-9a-f]{64}$/.test(one))).toHaveLength(1);
    for (const each of [...ids, ulid]) {
      const { status, body } = await find(each);
      expect([status, body.data.map((head: { id: string }) => head.id), body.next], each).toEqual([
        200,
        [sent.id],
        null,
      ]);
      expect(await find(each, key), each).toEqual(NOTHING);
    }

    if (id !== undefined) {
      await request(twin, "POST", "/events", { key, body: { type: "theirs", data: 1, id } });
      expect((await find(id, key)).body.data).toMatchObject([{ id, type: "theirs" }]);
      expect((await find(id)).body.data).toMatchObject([{ id, type: "order.paid" }]);
    }
    for (const one of made) await call(twin, "DELETE", `/subscriptions/${one.id}`, undefined, 204);
  },
);

test("an id with another filter, and one that no event has, are refused", async () => {
  for (const [query, path] of [
    ["id=order-1&type=order.paid", "/type"],
    ["id=order-1&id=order-2", "/id"],
    ["id=a%20b", "/id"],
  ]) {
    const { status, body } = await request(twin, "GET", `/events?${query}`);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  }
});

test("subscriptions are found by their settings, and a rival finds only its own", async () => {
  const key = await rival("other-shop");
  const url = `${receiver.url}/Shop`;
  const gold = await subscribe(twin, url, { metadata: { team: "billing", tier: "gold,1" }, active: false });
  const plain = await subscribe(twin, url, { metadata: { team: "billing" }, name: "Plain" });
  const body = { url, events: ["*"], metadata: { team: "billing" } };
  const theirs = (await request(twin, "POST", "/subscriptions", { key, body })).body;

  const found = async (query: string, by = twin.apiKey) => {
    const { status, body: page } = await request(twin, "GET", query, { key: by });
    expect(status, JSON.stringify(page)).toBe(200);
    return page.data.map(({ id }: { id: string }) => id);
  };
  expect(await found("/subscriptions?metadata=team:billing&metadata=tier:gold,1")).toEqual([gold.id]);
  expect(await found("/webhooks?metadata=team%3Abilling")).toEqual([gold.id, plain.id]);
  expect(await found("/subscriptions?search=%2Fshop&active=true")).toEqual([plain.id]);
  expect(await found("/subscriptions?search=pLAIN&limit=1")).toEqual([plain.id]);
  expect(await found(`/subscriptions?search=${gold.id}`)).toEqual([gold.id]);
  expect(await found("/subscriptions?metadata=team:billing", key)).toEqual([theirs.id]);
  expect(await found(`/subscriptions?search=${gold.id}`, key)).toEqual([]);
  for (const { id } of [gold, plain]) await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
});

test("the operator finds subscriptions of all tenants by name or URL, until they are deleted with their tenant", async () => {
  const key = await rival("third-shop");
  const url = `${receiver.url}/Checkout`;
  const mine = await subscribe(twin, url, { name: "Grüße, Checkout!" });
  const body = { url: `${receiver.url}/x`, events: ["*"], name: "Checkout" };
  const theirs = (await request(twin, "POST", "/subscriptions", { key, body })).body;
  const type = "subscription";
  const findNamed = (name: string) =>
    operate<{ data: { id: string; tenantId: string }[]; complete: boolean }>(
      twin,
      "GET",
      `/find?name=${encodeURIComponent(name)}`,
    );
  const idsOf = async (name: string) => (await findNamed(name)).data.map(({ id }) => id);
  expect(await findNamed("checkout")).toEqual({
    data: [
      { type, id: theirs.id, tenantId: "third-shop", tenantName: "third-shop", name: "Checkout", url: body.url },
      { type, id: mine.id, tenantId: twin.tenantId, tenantName: expect.any(String), name: "Grüße, Checkout!", url },
    ],
    complete: true,
  });
  expect(await idsOf("GRÜSSE")).toEqual([]);
  expect(await idsOf("grüße, ")).toEqual([mine.id]);

  await request(twin, "PATCH", `/subscriptions/${theirs.id}`, { key, body: { name: "Renamed" } });
  expect(await idsOf("checkout")).toEqual([mine.id]);
  expect(await idsOf("renamed")).toEqual([theirs.id]);
  expect((await request(twin, "GET", "/find?name=renamed", { key })).status).toBe(403);
  expect((await request(twin, "DELETE", `/subscriptions/${theirs.id}`, { key })).status).toBe(204);
  await operate(twin, "DELETE", "/tenants/third-shop", undefined, 204);
  expect(await idsOf("renamed")).toEqual([]);
  await call(twin, "DELETE", `/subscriptions/${mine.id}`, undefined, 204);
});

test("a generated secret is stored nowhere, and signs once a subscription has it", async () => {
  const { secret } = await call<{ secret: string }>(twin, "POST", "/secrets/generate", { dialect: "witn" });
  const made = await subscribe(twin, receiver.url, { dialect: "witn", secret });
  expect(made.secret).toBe(secret);
  const next = await call<{ secret: string }>(twin, "POST", "/secrets/generate");
  expect(next.secret).not.toBe(secret);
  expect(await call(twin, "POST", `/subscriptions/${made.id}/rotate-secret`, next)).toMatchObject(next);
  const refused = await request(twin, "POST", "/secrets/generate", { body: { dialect: "nope" } });
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, "/dialect"]);
  await call(twin, "DELETE", `/subscriptions/${made.id}`, undefined, 204);
});
