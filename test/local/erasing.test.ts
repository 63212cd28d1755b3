import { expect, test, vi } from "vitest";
import { call, request, subscribe } from "./support/api.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
/** Few deliveries at a time, so that messages wait in the queue while their events are erased. */
const twin = useTwin({ context: { deliveryConcurrency: "2", maxTimeoutSeconds: "5" } });

const COUNT = 200;
const TYPE = "order.placed";
/** So large that a replay is at work on a page for some time. */
const TEXT = "x".repeat(20_000);
/** Each POST takes this long, so the queue needs several seconds for the retries and the replays. */
const SLOW_MS = 1_500;
/** Requests at the same time. */
const PARALLEL = 8;
/** `deliver` begins a POST at most this long after it read the delivery's row, on a busy machine. */
const READ_BEFORE_MS = 4_000;

const PATIENCE = { timeout: 60_000, interval: 100 };

async function sendMany(): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < COUNT; at += 100) {
    const events = Array.from({ length: 100 }, (_, n) => ({ type: TYPE, data: { n: at + n, text: TEXT } }));
    const answer = await call<{ events: { id: string }[] }>(twin, "POST", "/events", { events }, 202);
    ids.push(...answer.events.map(({ id }) => id));
  }
  return ids;
}

/** Waits until no delivery of a subscription waits for an attempt. */
const atRest = (subscriptionId: string): Promise<void> =>
  vi.waitFor(async () => {
    const path = `/subscriptions/${subscriptionId}/deliveries?state=pending,retrying`;
    expect((await call<{ data: object[] }>(twin, "GET", path)).data).toEqual([]);
  }, PATIENCE);

/** Erases an event while somebody retries its delivery. Resolves with the time of the 204. */
async function eraseDuringRetry(id: string, subscriptionId: string): Promise<number> {
  const deliveryId = `${id.replace("evt_", "dlv_")}_${subscriptionId.slice("sub_".length)}`;
  const [erasedAtMs] = await Promise.all([
    call(twin, "DELETE", `/events/${id}/content`, undefined, 204).then(Date.now),
    request(twin, "POST", `/deliveries/${deliveryId}/retry`),
  ]);
  return erasedAtMs;
}

/** Erases all events, a few at a time. Resolves with the times of the 204s, by event. */
async function eraseAll(ids: string[], subscriptionId: string): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  const left = [...ids];
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      times.set(id, await eraseDuringRetry(id, subscriptionId));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return times;
}

test("nothing is sent after an erasure, while retries and replays are under way", async () => {
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: [TYPE] });
  const ids = await sendMany();
  await receiver.received(COUNT, PATIENCE.timeout);
  await atRest(subscriptionId);
  receiver.requests.length = 0;
  receiver.script({ afterMs: SLOW_MS });
  const replay = { subscriptionId, since: "2020-01-01T00:00:00Z", states: ["delivered"], ratePerSecond: 1000 };
  await call(twin, "POST", "/replays", replay, 202);
  const erasedAt = await eraseAll(ids, subscriptionId);
  await vi.waitFor(async () => {
    const { data } = await call<{ data: { state: string }[] }>(twin, "GET", "/replays");
    expect(data.map(({ state }) => state)).toEqual(["completed"]);
  }, PATIENCE);
  await atRest(subscriptionId);
  const late = receiver.requests.flatMap(({ headers, atMs }) => {
    const afterMs = atMs - (erasedAt.get(String(headers["webhook-id"])) ?? 0);
    return afterMs > READ_BEFORE_MS ? [afterMs] : [];
  });
  expect(late).toEqual([]);
  expect(receiver.requests.length).toBeGreaterThan(0);
}, 240_000);
