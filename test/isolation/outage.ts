import type { Result } from "../bench/support/result.ts";
import { until } from "./support/arrived.ts";
import type { Arrival } from "./support/behaviours.ts";
import { epochMs } from "./support/epoch-ms.ts";
import { withWorld } from "./support/world.ts";

const HELD = 10_000;
/** More than a breaker needs to open. */
const FAILING = 12;
const OPENING_MS = 30_000;
const HOLDING_MS = 120_000;
/** The longest wait for a probe in this run is about five minutes. */
const PROBE_MS = 400_000;
const RELEASING_MS = 600_000;
const RATE_WINDOW_MS = 10_000;
const MOST_PER_SECOND = 100;

/** An endpoint that fails gets 10,000 more events, and then works again. */
export const afterOutage = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const acme = await tenant("acme");
    const endpoint = receivers.endpoint("mending", "acme");
    const id = await acme.subscribe("paid", endpoint);
    const early = await Promise.all(Array.from({ length: FAILING }, () => acme.send("paid")));
    await required("the breaker didn't open", OPENING_MS, async () => (await acme.health(id)).state === "failing");
    const ids = [...early.map((event) => event.id), ...(await acme.sendLists("paid", HELD))];
    await required("not all deliveries are held", HOLDING_MS, async () => (await acme.health(id)).held >= HELD);
    const { nextProbeAt } = await acme.health(id);
    receivers.turn();
    const mendedMs = epochMs();
    const dueMs = Math.max(Date.parse(nextProbeAt ?? ""), mendedMs);
    const successes = () => endpoint.arrivals().filter(({ atMs }) => atMs >= mendedMs);
    await required("no probe came", PROBE_MS, () => successes().length > 0);
    const arrivedIds = () => new Set(successes().map(({ eventId }) => eventId));
    await until(() => ids.every((eventId) => arrivedIds().has(eventId)), RELEASING_MS);
    return resultsOf(ids, successes(), dueMs);
  });

async function required(problem: string, withinMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await until(holds, withinMs))) throw new Error(problem);
}

function resultsOf(ids: string[], arrivals: Arrival[], dueMs: number): Result[] {
  const [first] = arrivals;
  const missing = ids.filter((id) => !arrivals.some(({ eventId }) => eventId === id)).length;
  const lastMs = arrivals.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  const firstMs = first?.atMs ?? Number.POSITIVE_INFINITY;
  const what = `An endpoint works again, ${HELD} deliveries are held`;
  return [
    {
      what: `${what}: first one out after the next probe`,
      value: (firstMs - dueMs) / 1000,
      unit: "s",
      bar: { atMost: 120 },
    },
    {
      what: `${what}: all out`,
      value: (lastMs - firstMs) / 1000,
      unit: "s",
      bar: { atMost: 300 },
      note: `${missing} missing`,
    },
    { what: `${what}: missing`, value: missing, unit: "deliveries", bar: { atMost: 0 } },
    {
      what: `${what}: the most a second`,
      value: mostPerSecond(arrivals),
      unit: "POSTs/s",
      bar: { atMost: MOST_PER_SECOND },
      note: `in any ${RATE_WINDOW_MS / 1000} s`,
    },
    {
      what: `${what}: an older one comes later by`,
      value: longestInversionMs(arrivals) / 1000,
      unit: "s",
      bar: { atMost: 1 },
    },
    {
      what: `${what}: sent twice`,
      value: arrivals.length - new Set(arrivals.map(({ eventId }) => eventId)).size,
      unit: "events",
      bar: { atMost: 0 },
    },
  ];
}

function mostPerSecond(arrivals: Arrival[]): number {
  let [most, from] = [0, 0];
  for (const [index, { atMs }] of arrivals.entries()) {
    while ((arrivals[from]?.atMs ?? atMs) <= atMs - RATE_WINDOW_MS) from++;
    most = Math.max(most, index - from + 1);
  }
  return (most * 1000) / RATE_WINDOW_MS;
}

/** How long after a newer event an older one came, at most. Event ids sort by time. */
function longestInversionMs(arrivals: Arrival[]): number {
  let [longest, oldestLater] = [0, "~"];
  const lastOf = new Map<string, number>();
  for (const { eventId, atMs } of arrivals) lastOf.set(eventId, atMs);
  const byAge = [...lastOf].sort(([a], [b]) => (a < b ? 1 : -1));
  let earliestNewerMs = Number.POSITIVE_INFINITY;
  for (const [eventId, atMs] of byAge) {
    if (eventId < oldestLater) oldestLater = eventId;
    longest = Math.max(longest, atMs - earliestNewerMs);
    earliestNewerMs = Math.min(earliestNewerMs, atMs);
  }
  return longest;
}
