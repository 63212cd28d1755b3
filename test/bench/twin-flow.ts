import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { sendLists, sendSteadily } from "./support/load.ts";
import { digits, type Result } from "./support/result.ts";
import { quantile } from "./support/statistics.ts";
import { type TwinProcess, withTwin } from "./support/twin.ts";

/** Events sent before the measurement, so that the functions are started and compiled. */
const WARM_UP = 500;
const BURST = { events: 2_000, list: 100, atOnce: 4 };
const STEADY = { perSecond: 50, seconds: 20 };
const PATIENCE_MS = 60_000;

/** Throughput and latency of a twin, end to end, for one subscription whose receiver runs in this process. */
export async function twinFlow(): Promise<Result[]> {
  const receiver = await startReceiver();
  try {
    return await withTwin(async (twin) => {
      await twin.call("POST", "/api/v1/subscriptions", { url: receiver.url, events: ["*"] });
      await sendLists(twin, WARM_UP, BURST.list, BURST.atOnce);
      await receiver.received(WARM_UP, PATIENCE_MS);
      return [...(await latency(twin, receiver)), await throughput(twin, receiver)];
    });
  } finally {
    await receiver.close();
  }
}

async function throughput(twin: TwinProcess, receiver: Receiver): Promise<Result> {
  const before = receiver.requests.length;
  const startedAt = performance.now();
  await sendLists(twin, BURST.events, BURST.list, BURST.atOnce);
  await receiver.received(before + BURST.events, PATIENCE_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  const { events, list, atOnce } = BURST;
  return {
    what: "Twin, throughput",
    value: events / seconds,
    unit: "events/s",
    note: `${events} of 1 KiB in lists of ${list}, ${atOnce} requests at a time; from the first request to the last arrival`,
  };
}

async function latency(twin: TwinProcess, receiver: Receiver): Promise<Result[]> {
  const before = receiver.requests.length;
  const sent = await sendSteadily(twin, STEADY.perSecond, STEADY.seconds);
  const requests = await receiver.received(before + sent.length, PATIENCE_MS);
  // An event that arrived twice counts from its first arrival.
  const arrivals = new Map(requests.toReversed().map(({ headers, atMs }) => [headers["webhook-id"], atMs]));
  const sinceAccepted = sent.map(({ id, acceptedAtMs }) => (arrivals.get(id) ?? Infinity) - acceptedAtMs);
  const sinceSent = sent.map(({ id, sentAtMs }) => (arrivals.get(id) ?? Infinity) - sentAtMs);
  return [
    latencyResult("p50", 0.5, sinceSent, sinceAccepted, { bar: { below: 60 } }),
    latencyResult("p99", 0.99, sinceSent, sinceAccepted),
  ];
}

/**
 * Measured from the start of the request. The 202 often arrives after the delivery, because events are queued before
 * their rows are written.
 */
function latencyResult(
  name: string,
  share: number,
  sinceSent: number[],
  sinceAccepted: number[],
  bar: Pick<Result, "bar"> = {},
): Result {
  const load = `${STEADY.perSecond} events/s for ${STEADY.seconds} s`;
  const note = `${load}; from the 202 ${digits(quantile(sinceAccepted, share))} ms`;
  return { what: `Twin, request to received, ${name}`, value: quantile(sinceSent, share), unit: "ms", ...bar, note };
}
