import { expect, it } from "vitest";
import { operate, request } from "./support/api.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

interface Listed {
  data: { id: string; type: string; tenantId: string; subscriptionId: string; by?: string; toldAt: object }[];
}

const alerts = (query = "") => operate<Listed>(twin, "GET", `/alerts${query}`, undefined, 200);

it("the operator's list has what requests switched off, and by which key", async () => {
  const receiver = await receiverForTest();
  const body = { url: receiver.url, events: ["a"] };
  const switchOff = async (own: object) => {
    const { id } = (await request(twin, "POST", "/subscriptions", { ...own, body })).body;
    const off = { ...own, body: { active: false } };
    expect((await request(twin, "PATCH", `/subscriptions/${id}`, off)).status).toBe(200);
    return id as string;
  };
  const [byTenant, byAdmin] = [
    await switchOff({}),
    await switchOff({ key: twin.adminKey, headers: { "posthorn-tenant": twin.tenantId } }),
  ];
  const { data } = await alerts(`?tenantId=${twin.tenantId}&type=subscription.disabled`);
  const { tenantId } = twin;
  const disabled = { type: "subscription.disabled", reason: "by-hand", tenantId };
  expect(data).toMatchObject([
    { ...disabled, subscriptionId: byAdmin, by: "admin" },
    { ...disabled, subscriptionId: byTenant, by: expect.stringMatching(new RegExp(`^${tenantId}-`)) },
  ]);
  expect((await alerts(`?subscriptionId=${byTenant}`)).data).toEqual([data[1]]);
  expect((await alerts("?limit=1")).data).toEqual([data[0]]);
  expect((await alerts("?tenantId=nobody")).data).toEqual([]);
  expect((await request(twin, "GET", "/alerts")).status).toBe(403);
});

it("an event type that only Posthorn sends can be subscribed to, and nobody else can send it", async () => {
  const { url } = await receiverForTest();
  const { body: types } = await request(twin, "GET", "/event-types");
  const names = types.data.map(({ name }: { name: string }) => name).slice(0, 3);
  const subscribed = await request(twin, "POST", "/subscriptions", { body: { url, events: ["posthorn.*", ...names] } });
  expect([subscribed.status, subscribed.body.events]).toEqual([201, ["posthorn.*", ...names]]);
  const sent = await request(twin, "POST", "/events", { body: { type: names[0], data: {} } });
  expect([sent.status, sent.body.errors[0].path]).toEqual([422, "/type"]);
  const created = await request(twin, "POST", "/event-types", { key: twin.adminKey, body: { name: "posthorn.mine" } });
  expect([created.status, created.body.errors[0].path]).toEqual([422, "/name"]);
});
