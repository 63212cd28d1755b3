import { expect, test, vi } from "vitest";
import { deliveryId } from "../../lib/core/ids.ts";
import { call, send, subscribe } from "./support/api.ts";
import { becomes, type ListedDelivery } from "./support/deliveries.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

interface Health {
  state: string;
  held: number;
  transitions: { to: string }[];
}

const healthOf = (id: string) => call<Health>(twin, "GET", `/subscriptions/${id}/health`);
const isHealth = (id: string, expected: object): Promise<void> =>
  vi.waitFor(async () => expect(await healthOf(id)).toMatchObject(expected), { timeout: 60_000, interval: 100 });
const sendThree = async (): Promise<string[]> => {
  const ids: string[] = [];
  for (const n of [1, 2, 3]) ids.push((await send(twin, { type: "invoice.paid", data: { n } })).id);
  return ids;
};

async function sendMany(type: string, count: number): Promise<string[]> {
  const events = Array.from({ length: count }, (_, n) => ({ type, data: { n } }));
  const accepted = await call<{ events: { id: string }[] }>(twin, "POST", "/events", { events }, 202);
  return accepted.events.map(({ id }) => id);
}

interface Row extends ListedDelivery {
  eventId: string;
  trigger: string;
}

/** Oldest first. */
async function deliveriesIn(id: string, state: string): Promise<Row[]> {
  const query = `state=${state}&limit=100`;
  return (await call<{ data: Row[] }>(twin, "GET", `/subscriptions/${id}/deliveries?${query}`)).data.reverse();
}

test("a paused subscription gets nothing, and everything in order once it is resumed", async () => {
  const { id } = await subscribe(twin, receiver.url);
  await call(twin, "POST", `/subscriptions/${id}/pause`);
  const events = await sendThree();
  for (const event of events) await becomes(twin, event, "held");
  await isHealth(id, { state: "paused", held: 3, complete: true });
  const query = "?state=held";
  const { data } = await call<{ data: ListedDelivery[] }>(twin, "GET", `/subscriptions/${id}/deliveries${query}`);
  expect(data).toHaveLength(3);
  expect(data[0]).toMatchObject({ state: "held", heldFor: "paused", attemptCount: 0 });
  expect(receiver.requests).toHaveLength(0);
  expect(await call(twin, "GET", "/subscriptions?health=paused")).toMatchObject({ data: [{ id }] });

  await call(twin, "POST", `/subscriptions/${id}/resume`);
  for (const event of events) await becomes(twin, event, "delivered");
  expect(receiver.requests).toHaveLength(3);
  expect((await healthOf(id)).transitions.map(({ to }) => to)).toEqual(["paused", "recovering"]);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 90_000);

test("held deliveries are cancelled when their subscription is deleted, and skipped when it is switched off", async () => {
  const [deleted, inactive] = [await subscribe(twin, receiver.url), await subscribe(twin, receiver.url)];
  for (const { id } of [deleted, inactive]) await call(twin, "POST", `/subscriptions/${id}/pause`);
  const { id: event } = await send(twin, { type: "invoice.paid", data: {} });
  const states = async () => {
    const { data } = await call<{ data: ListedDelivery[] }>(twin, "GET", `/events/${event}/deliveries`);
    return Object.fromEntries(data.map(({ subscriptionId, state }) => [subscriptionId, state]));
  };
  const become = (expected: object) =>
    vi.waitFor(async () => expect(await states()).toEqual(expected), { timeout: 60_000, interval: 100 });
  await become({ [deleted.id]: "held", [inactive.id]: "held" });
  await call(twin, "DELETE", `/subscriptions/${deleted.id}`, undefined, 204);
  await call(twin, "PATCH", `/subscriptions/${inactive.id}`, { active: false });
  await become({ [deleted.id]: "cancelled", [inactive.id]: "skipped" });
  await call(twin, "DELETE", `/subscriptions/${inactive.id}`, undefined, 204);
  expect(receiver.requests).toHaveLength(0);
}, 90_000);

test("an endpoint that fails is probed at once after a test that passes, and gets everything", async () => {
  receiver.script({ status: 500 });
  const { id } = await subscribe(twin, receiver.url, { maxRetries: 10 });
  const events = [...(await sendThree()), ...(await sendThree())];
  await isHealth(id, { state: "failing", why: expect.stringContaining("70 %"), failure: "http-500" });
  receiver.script({});
  expect(await call(twin, "POST", `/subscriptions/${id}/test`)).toMatchObject({ state: "delivered" });
  for (const event of events) await becomes(twin, event, "delivered");
  expect((await healthOf(id)).transitions.map(({ to }) => to)).toEqual(["failing", "recovering", "recovering"]);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 120_000);

test("what comes in while an endpoint fails is held, stays in people's hands, and goes out once, oldest first", async () => {
  receiver.script({ status: 500 });
  const { id } = await subscribe(twin, receiver.url, { events: ["failing"], maxRetries: 0 });
  await sendMany("failing", 12);
  await isHealth(id, { state: "failing" });
  const events = await sendMany("failing", 35);
  const held = await vi.waitFor(async () => {
    const rows = await deliveriesIn(id, "held");
    expect(rows.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining(events));
    return rows;
  }, 30_000);
  expect(held).toEqual(held.map(() => expect.objectContaining({ heldFor: "breaker", attemptCount: 0 })));
  const { length } = receiver.requests;

  const [cancelled = "", erased = "", again = "", ...others] = events;
  const deliveryOf = (event: string) => deliveryId(event.slice("evt_".length), id);
  await call(twin, "POST", `/deliveries/${deliveryOf(cancelled)}/cancel`);
  await call(twin, "DELETE", `/events/${erased}/content`, undefined, 204);
  await call(twin, "POST", `/deliveries/${deliveryOf(again)}/retry`, undefined, 202);
  await becomes(twin, again, "held");
  for (const event of [cancelled, erased]) await becomes(twin, event, "cancelled");
  expect(receiver.requests).toHaveLength(length);

  receiver.script({});
  await call(twin, "POST", `/subscriptions/${id}/probe`);
  for (const event of [again, ...others]) await becomes(twin, event, "delivered");
  const arrived = receiver.requests.slice(length).map(({ headers }) => String(headers["webhook-id"]));
  const oldest = held.map(({ eventId }) => eventId).filter((event) => ![cancelled, erased].includes(event));
  expect([...arrived].sort()).toEqual([...oldest].sort());
  // The first probe, and five more. Then ten a second, and those of two seconds may mix.
  for (const [from, to] of [
    [0, 1],
    [1, 6],
  ] as const) {
    expect(arrived.slice(from, to).sort()).toEqual(oldest.slice(from, to).sort());
  }
  const jumps = arrived.map((event, place) => Math.abs(oldest.indexOf(event) - place));
  expect(Math.max(...jumps)).toBeLessThan(20);
  const triggers = (await deliveriesIn(id, "delivered")).map(({ trigger }) => trigger);
  expect(new Set(triggers)).toEqual(new Set(["scheduled", "manual"]));
  expect(await healthOf(id)).toMatchObject({ state: "recovering", held: 0 });
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 120_000);

test("a 429 holds everything for as long as it asks, and uses up no retry", async () => {
  receiver.script((_, nth) => (nth === 1 ? { status: 429, headers: { "retry-after": "1" } } : {}));
  const { id } = await subscribe(twin, receiver.url, { events: ["crowded"], maxRetries: 0 });
  const [first = ""] = await sendMany("crowded", 1);
  await becomes(twin, first, "held");
  const [second = ""] = await sendMany("crowded", 1);
  for (const event of [first, second]) await becomes(twin, event, "delivered");
  const [asked, ...after] = receiver.requests.map(({ atMs }) => atMs);
  expect(after).toHaveLength(2);
  expect(Math.min(...after) - Number(asked)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...after) - Number(asked)).toBeLessThan(50_000);
  const { attempts } = await call<{ attempts: object[] }>(twin, "GET", `/deliveries/${deliveryId(first.slice(4), id)}`);
  expect(attempts).toMatchObject([{ status: 429 }, { status: 200 }]);
  expect((await healthOf(id)).transitions.map(({ to }) => to)).toEqual(["paused", "recovering"]);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 90_000);

test("a rate limit spreads a burst evenly", async () => {
  const { id } = await subscribe(twin, receiver.url, { events: ["limited"], rateLimit: { perSecond: 10 } });
  const events = await sendMany("limited", 60);
  const requests = await receiver.received(60, 60_000);
  const times = requests.map(({ atMs }) => atMs);
  const crowds = times.map((from) => times.filter((time) => time >= from && time < from + 2_000).length);
  expect(Math.max(...crowds)).toBeLessThanOrEqual(10 * 2 * 1.05 + 1);
  expect(Number(times.at(-1)) - Number(times[0])).toBeGreaterThan(5_500);
  for (const event of events) await becomes(twin, event, "delivered");
  expect(receiver.requests).toHaveLength(60);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 120_000);
