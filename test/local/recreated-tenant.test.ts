import { expect, test } from "vitest";
import { request } from "./support/api.ts";
import { asking, createTenant, fillTenant, OWN_EVENT, REPEATABLE, type TenantThings } from "./support/full-tenant.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

/** Every route that shows or changes something that a tenant had. */
const pathsTo = ({ subscriptions, events, deliveries, replay }: TenantThings): [method: string, path: string][] => [
  ...subscriptions.flatMap((id): [string, string][] => [
    ["GET", `/subscriptions/${id}`],
    ["GET", `/subscriptions/${id}/secret`],
    ["GET", `/subscriptions/${id}/deliveries`],
    ["GET", `/subscriptions/${id}/statistics`],
    ["GET", `/subscriptions/${id}/stream`],
    ["DELETE", `/subscriptions/${id}`],
  ]),
  ...events.flatMap((id): [string, string][] => [
    ["GET", `/events/${id}`],
    ["GET", `/events/${id}/deliveries`],
    ["GET", `/events/${id}/explanation`],
    ["DELETE", `/events/${id}/content`],
  ]),
  ...deliveries.flatMap((id): [string, string][] => [
    ["GET", `/deliveries/${id}`],
    ["GET", `/deliveries/${id}/attempts/1/request`],
    ["GET", `/deliveries/${id}/attempts/1/curl`],
    ["POST", `/deliveries/${id}/cancel`],
    ["POST", `/deliveries/${id}/retry`],
  ]),
  ["GET", `/replays/${replay}`],
  ["POST", `/replays/${replay}/pause`],
];

test("a tenant that is created again sees nothing of its predecessor", async () => {
  const firstKey = await createTenant(twin, "acme");
  const things = await fillTenant(twin, "acme", firstKey, receiver);
  const asFirst = asking(twin, firstKey);
  const events = await asFirst<{ next: string }>("GET", "/events?limit=1");
  for (const id of things.subscriptions) await asFirst("DELETE", `/subscriptions/${id}`);
  const operate = asking(twin, twin.adminKey);
  await operate("DELETE", "/tenants/acme");
  const key = await createTenant(twin, "acme");
  const posts = receiver.requests.length;

  const statuses: Record<string, number> = {};
  for (const [method, path] of pathsTo(things)) {
    const acting = { key: twin.adminKey, headers: { "posthorn-tenant": "acme" } };
    for (const caller of [{ key }, acting]) {
      statuses[`${method} ${path}`] = (await request(twin, method, path, caller)).status;
    }
  }
  expect(Object.entries(statuses).filter(([, status]) => status !== 404)).toEqual([]);
  const ask = asking(twin, key);
  for (const list of ["/events", "/subscriptions", "/replays"]) {
    expect(await ask("GET", list)).toEqual({ data: [], next: null });
  }
  expect((await request(twin, "GET", `/events?after=${encodeURIComponent(events.next)}`, { key })).status).toBe(422);
  expect(await operate("GET", "/tenants/acme/api-keys")).toMatchObject({ data: [{}], next: null });
  expect((await request(twin, "GET", "/events", { key: firstKey })).status).toBe(401);

  // The ids and keys of the predecessor's requests are free again.
  expect(await ask("POST", "/events", { ...OWN_EVENT, data: 1 })).toMatchObject({ duplicate: false });
  expect(await ask("POST", "/events", { type: "order.paid", data: 2 }, REPEATABLE)).toMatchObject({ duplicate: false });
  const pull = { pull: true, events: ["*"] };
  const { id } = await ask<{ id: string }>("POST", "/subscriptions", pull, { "idempotency-key": "subscription-0" });
  expect(things.subscriptions).not.toContain(id);
  expect(await ask("GET", `/subscriptions/${id}/stream`)).toMatchObject({ data: [] });
  expect(await ask("GET", `/subscriptions/${id}/deliveries`)).toEqual({ data: [], next: null });
  expect(receiver.requests).toHaveLength(posts);
  expect(twin.warnings).toEqual([]);
}, 120_000);
