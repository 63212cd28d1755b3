import { expect, test, vi } from "vitest";
import { call, operate, send, subscribe } from "./support/api.ts";
import { sendUnreadableTask } from "./support/operator-clients.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

interface Replay {
  id: string;
  state: string;
  progress: { replayed: number; skipped: number; scanned: number; reachedAt?: string };
}

const SINCE = "2020-01-01T00:00:00Z";

/** Ten failures would open the breaker, and the rest would be held. */
const MISSED = 9;

const statesAt = async (subscriptionId: string): Promise<string[]> => {
  const path = `/subscriptions/${subscriptionId}/deliveries?limit=250`;
  return (await call<{ data: { state: string }[] }>(twin, "GET", path)).data.map(({ state }) => state);
};

/** Waits until all deliveries of a subscription are in a state. */
const allBecome = (subscriptionId: string, count: number, state: string) =>
  vi.waitFor(async () => expect(await statesAt(subscriptionId)).toEqual(Array.from({ length: count }, () => state)), {
    timeout: 30_000,
    interval: 100,
  });

async function ended(id: string): Promise<Replay> {
  const read = () => call<Replay>(twin, "GET", `/replays/${id}`);
  await vi.waitFor(async () => expect((await read()).state).toBe("completed"), { timeout: 20_000, interval: 100 });
  return read();
}

/** Sends several events in one request. */
const sendMany = (count: number, type: string) =>
  call(twin, "POST", "/events", { events: Array.from({ length: count }, (_, n) => ({ type, data: { n } })) }, 202);

test("one replay sends again what a receiver missed while it was down", async () => {
  receiver.script({ status: 500 });
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["missed"], maxRetries: 0 });
  await sendMany(MISSED, "missed");
  await allBecome(subscriptionId, MISSED, "exhausted");
  const fields = { subscriptionId, since: SINCE };
  const preview = await call(twin, "POST", "/replays", { ...fields, dryRun: true });
  expect(preview).toMatchObject({ count: MISSED, newlyMatching: 0, noLongerMatching: 0, complete: true });

  receiver.requests.length = 0;
  receiver.script({});
  const { id } = await call<Replay>(twin, "POST", "/replays", { ...fields, ratePerSecond: 20 }, 202);
  const { progress } = await ended(id);
  expect(progress).toEqual({ replayed: MISSED, skipped: 0, scanned: MISSED, reachedAt: expect.any(String) });
  await allBecome(subscriptionId, MISSED, "delivered");
  expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(MISSED);
  expect(receiver.requests).toHaveLength(MISSED);
  const { data } = await call<{ data: { id: string }[] }>(twin, "GET", `/subscriptions/${subscriptionId}/deliveries`);
  const delivery = await call(twin, "GET", `/deliveries/${data[0]?.id}`);
  expect(delivery).toMatchObject({ trigger: "replay", replayId: id, run: 1, attempts: [{}, { trigger: "replay" }] });
  const list = await call<{ data: Replay[] }>(twin, "GET", `/replays?subscriptionId=${subscriptionId}`);
  expect(list.data.map((replay) => replay.id)).toEqual([id]);
}, 60_000);

test("a replay can be paused, resumed and cancelled", async () => {
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["slow"], active: false });
  await sendMany(40, "slow");
  await call(twin, "POST", "/replays", { subscriptionId, since: SINCE }, 409);
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  const { id } = await call<Replay>(twin, "POST", "/replays", { subscriptionId, since: SINCE, ratePerSecond: 10 }, 202);
  await receiver.received(1);
  const steer = (how: string, status = 200) => call<Replay>(twin, "POST", `/replays/${id}/${how}`, undefined, status);
  expect((await steer("pause")).state).toBe("paused");
  await steer("pause", 409);
  expect((await steer("resume")).state).toBe("running");
  await receiver.received(30);
  await steer("cancel");
  await steer("resume", 409);
  expect(await call<Replay>(twin, "GET", `/replays/${id}`)).toMatchObject({ state: "cancelled" });
}, 30_000);

test("a replay sends earlier events to a new subscription", async () => {
  const event = await send(twin, { type: "early", data: { n: 1 } });
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: ["early"], filter: "data.n == 1" });
  const fields = { subscriptionId, since: SINCE, types: ["early"], includeUnmatched: true };
  expect(await call(twin, "POST", "/replays", { ...fields, dryRun: true })).toMatchObject({
    count: 1,
    newlyMatching: 1,
    noLongerMatching: 0,
  });
  const { id } = await call<Replay>(twin, "POST", "/replays", fields, 202);
  await ended(id);
  // POSTs of the cancelled replay may still come in.
  const arrived = () => receiver.requests.filter(({ headers }) => headers["webhook-id"] === event.id);
  await vi.waitFor(() => expect(arrived()).toHaveLength(1), 10_000);
  const deliveries = () => call<{ data: object[] }>(twin, "GET", `/events/${event.id}/deliveries`);
  await vi.waitFor(async () =>
    expect((await deliveries()).data).toMatchObject([{ subscriptionId, state: "delivered", trigger: "replay" }]),
  );
}, 30_000);

test("an unreadable message is listed for the operator, and a redrive counts it", async () => {
  await sendUnreadableTask(twin);
  const listed = () => operate(twin, "GET", "/dead-letters");
  await vi.waitFor(async () => expect(await listed()).toMatchObject({ data: [{ reason: "unreadable" }] }), {
    timeout: 20_000,
    interval: 100,
  });
  const redriven = await operate(twin, "POST", "/dead-letters/redrive", undefined, 202);
  expect(redriven).toMatchObject({ count: 0, unreadable: 1, withinSeconds: 300 });
  await call(twin, "GET", "/dead-letters", undefined, 403);
}, 30_000);
