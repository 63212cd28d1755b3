import { expect, test, vi } from "vitest";
import { deliveryId } from "../../lib/core/ids.ts";
import { call, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();
const receiver = useReceiver();

/** The numbers of the events that came in at a path, in order. */
const arrivedAt = (path: string): number[] =>
  receiver.requests.filter((request) => request.path === path).map(({ body }) => dataIn(body).n);

interface Data {
  n: number;
  customer?: string;
}

const dataIn = (body: Buffer): Data => JSON.parse(String(body)).data;

/** An answer after which nothing more is tried for an hour. */
const FAILURE = { status: 500, headers: { "retry-after": "3600" } };

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Sends events one after the other, each after the answer to the one before. */
async function sendNumbers(type: string, count: number, more: object = {}): Promise<string[]> {
  const ids: string[] = [];
  for (const n of numbers(count)) ids.push((await send(twin, { type, data: { n, ...more } })).id);
  return ids;
}

const arrives = (path: string, expected: number[], timeout = 60_000): Promise<void> =>
  vi.waitFor(() => expect(arrivedAt(path)).toEqual(expected), { timeout, interval: 50 });

interface Row {
  state: string;
  heldFor?: string;
}

const rowOf = (event: string, subscriptionId: string) =>
  call<Row>(twin, "GET", `/deliveries/${deliveryId(event.slice("evt_".length), subscriptionId)}`);

test("events that come in one after the other go out in this order, one at a time", async () => {
  let underWay = 0;
  let most = 0;
  receiver.script(() => {
    most = Math.max(most, ++underWay);
    setTimeout(() => underWay--, 10);
    return { afterMs: 10 };
  });
  const { id } = await subscribe(twin, `${receiver.url}/in-order`, { events: ["many"], ordered: true });
  await sendNumbers("many", 200);
  await arrives("/in-order", numbers(200));
  expect(most).toBe(1);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 120_000);

test("one that fails holds back those after it, until it is cancelled, and nobody else", async () => {
  receiver.script(({ path, body }) => (path === "/strict" && dataIn(body).n === 3 ? FAILURE : {}));
  const strict = await subscribe(twin, `${receiver.url}/strict`, { events: ["few"], ordered: true });
  const other = await subscribe(twin, `${receiver.url}/other`, { events: ["few"] });
  const events = await sendNumbers("few", 6);
  const [third = ""] = events.slice(2);
  await vi.waitFor(
    async () => {
      expect((await rowOf(third, strict.id)).state).toBe("retrying");
      for (const event of events.slice(3))
        expect(await rowOf(event, strict.id)).toMatchObject({ state: "held", heldFor: "order" });
      expect(arrivedAt("/other").toSorted()).toEqual(numbers(6));
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(arrivedAt("/strict")).toEqual([1, 2, 3]);

  const head = deliveryId(third.slice("evt_".length), strict.id);
  await call(twin, "POST", `/deliveries/${head}/cancel`);
  await arrives("/strict", numbers(6), 30_000);
  expect((await rowOf(third, strict.id)).state).toBe("cancelled");
  for (const { id } of [strict, other]) await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 120_000);

test("one that fails holds back only its own value of the ordering key", async () => {
  receiver.script(({ body }) => (dataIn(body).customer === "a" ? FAILURE : {}));
  const fields = { events: ["keyed"], ordered: true, orderingKey: "data.customer" };
  const { id } = await subscribe(twin, `${receiver.url}/keyed`, fields);
  const [first = "", second = ""] = await sendNumbers("keyed", 2, { customer: "a" });
  const others = await sendNumbers("keyed", 2, { customer: "b" });
  for (const event of others) await becomes(twin, event, "delivered");
  await becomes(twin, first, "retrying");
  await becomes(twin, second, "held");
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 90_000);

test("what comes in during a pause goes out in order once it ends", async () => {
  const { id } = await subscribe(twin, `${receiver.url}/paused`, { events: ["paused"], ordered: true });
  await call(twin, "POST", `/subscriptions/${id}/pause`);
  const events = await sendNumbers("paused", 5);
  for (const event of events) await becomes(twin, event, "held");
  expect(await rowOf(String(events[4]), id)).toMatchObject({ heldFor: "order" });
  expect(receiver.requests).toEqual([]);
  await call(twin, "POST", `/subscriptions/${id}/resume`);
  await arrives("/paused", numbers(5), 30_000);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 90_000);
