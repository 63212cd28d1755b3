import { setTimeout as sleep } from "node:timers/promises";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { sendLists, sendSingles, sendSteadily } from "./support/load.ts";
import { digits, type Result } from "./support/result.ts";
import { quantile } from "./support/statistics.ts";
import { type TwinProcess, withTwin } from "./support/twin.ts";

/** Events sent before the measurement, so that the functions are started and compiled. */
const WARM_UP = { listed: 500, single: 1_500 };
const SINGLES = { events: 4_000, atOnce: 16 };
const LISTS = { events: 2_000, list: 100, atOnce: 4 };
const STEADY = { perSecond: 50, seconds: 20 };
const PATIENCE_MS = 60_000;
/** By then, the twin has stopped the workers that it needed for the load. */
const IDLE_MS = 15_000;
const MIB = 1024 * 1024;

/**
 * Latency, throughput, CPU time and memory of a twin, end to end, for one subscription whose receiver runs in this
 * process. The clients run here too, and share the machine with the twin.
 */
export async function twinFlow(): Promise<Result[]> {
  const receiver = await startReceiver();
  try {
    return await withTwin(async (twin) => {
      await twin.call("POST", "/api/v1/subscriptions", { url: receiver.url, events: ["*"] });
      await warmUp(twin, receiver);
      return [
        ...(await latency(twin, receiver)),
        ...(await singles(twin, receiver)),
        await lists(twin, receiver),
        await idleMemory(twin),
      ];
    });
  } finally {
    await receiver.close();
  }
}

async function warmUp(twin: TwinProcess, receiver: Receiver): Promise<void> {
  await sendLists(twin, WARM_UP.listed, LISTS.list, LISTS.atOnce);
  await sendSingles(twin, WARM_UP.single, SINGLES.atOnce);
  await receiver.received(WARM_UP.listed + WARM_UP.single, PATIENCE_MS);
}

async function singles(twin: TwinProcess, receiver: Receiver): Promise<Result[]> {
  const { events, atOnce } = SINGLES;
  const before = twin.cpu();
  const seconds = await secondsOf(receiver, events, () => sendSingles(twin, events, atOnce));
  const after = twin.cpu();
  const nodeMs = (after.nodeMs - before.nodeMs) / events;
  const databaseMs = (after.databaseMs - before.databaseMs) / events;
  const load = `${events} of 1 KiB sent one by one, ${atOnce} requests at a time`;
  return [
    {
      what: "Twin, throughput of single events",
      value: events / seconds,
      unit: "events/s",
      bar: { atLeast: 600 },
      note: `${load}; from the first request to the last arrival`,
    },
    {
      what: "Twin, CPU time per single event",
      value: nodeMs + databaseMs,
      unit: "ms",
      bar: { atMost: 3.5 },
      note: `Node ${digits(nodeMs)} ms, database ${digits(databaseMs)} ms; the queues are part of Node`,
    },
  ];
}

async function lists(twin: TwinProcess, receiver: Receiver): Promise<Result> {
  const { events, list, atOnce } = LISTS;
  const seconds = await secondsOf(receiver, events, () => sendLists(twin, events, list, atOnce));
  return {
    what: "Twin, throughput of lists",
    value: events / seconds,
    unit: "events/s",
    note: `${events} of 1 KiB in lists of ${list}, ${atOnce} requests at a time; from the first request to the last arrival`,
  };
}

/** The time from the first request until all events have arrived. */
async function secondsOf(receiver: Receiver, events: number, send: () => Promise<void>): Promise<number> {
  const before = receiver.requests.length;
  const startedAt = performance.now();
  await send();
  await receiver.received(before + events, PATIENCE_MS);
  return (performance.now() - startedAt) / 1000;
}

async function idleMemory(twin: TwinProcess): Promise<Result> {
  const loaded = twin.memory();
  await sleep(IDLE_MS);
  const idle = twin.memory();
  return {
    what: "Twin, memory after the load",
    value: idle.residentBytes / MIB,
    unit: "MB",
    bar: { atMost: 250 },
    note: `resident sets of the twin and its database, ${IDLE_MS / 1000} s after the last event; ${digits(loaded.residentBytes / MIB)} MB right after it`,
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
    latencyResult("p50", 0.5, sinceSent, sinceAccepted, { bar: { atMost: 6 } }),
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
