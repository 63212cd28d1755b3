import { inParallel } from "../bench/support/in-parallel.ts";
import { digits, type Result } from "../bench/support/result.ts";
import { median, spread } from "../bench/support/statistics.ts";
import { until } from "./support/arrived.ts";
import { epochMs } from "./support/epoch-ms.ts";
import { createFlow, type Flow, send, warmUp } from "./support/flows.ts";
import type { Tenant } from "./support/tenants.ts";
import { withWorld } from "./support/world.ts";

const REPLAYS = 60;
const STARTED_AT_ONCE = 4;
/** Deliveries that each replay of the other tenant reads. Its filter finds none of them, so it takes a while. */
const SEARCHED = 5_000;
const REPLAYED = 5;
const ROUNDS = 3;
const PATIENCE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The time of a small replay, alone and beside many replays of another tenant. */
export const besideReplays = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, busy] = [await tenant("calm"), await tenant("busy")];
    const small = await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), REPLAYED);
    const large = await createFlow(busy, "paid", receivers.endpoint("healthy", "busy"), 1);
    await warmUp(large);
    await sendAll(large, () => busy.sendLists("paid", SEARCHED), SEARCHED);
    await sendAll(small, () => send(small, 1), REPLAYED);
    const alone = await replayTimes(small);
    await inParallel(REPLAYS, STARTED_AT_ONCE, () => startReplay(large, { filter: "data.amount < 0" }));
    const beside = await replayTimes(small);
    return [resultOf(alone, beside, await runningReplays(busy))];
  });

async function sendAll({ endpoint }: Flow, sendEvents: () => Promise<unknown>, events: number): Promise<void> {
  const before = endpoint.arrivals().length;
  await sendEvents();
  if (await until(() => endpoint.arrivals().length >= before + events, PATIENCE_MS)) return;
  throw new Error(`${events} events did not arrive in ${PATIENCE_MS / 1000} s`);
}

const startReplay = ({ tenant, subscriptionId }: Flow, more: object = {}): Promise<unknown> => {
  const since = new Date(Date.now() - DAY_MS).toISOString();
  return tenant.post("/replays", { subscriptionId, since, states: ["delivered"], ...more });
};

/** The milliseconds from the request to the last arrival, for one replay after the other. */
async function replayTimes(flow: Flow): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await replayTime(flow));
  return times;
}

async function replayTime(flow: Flow): Promise<number> {
  const { endpoint } = flow;
  const last = endpoint.arrivals().length + REPLAYED - 1;
  const startedAtMs = epochMs();
  await startReplay(flow);
  await until(() => endpoint.arrivals().length > last, PATIENCE_MS);
  return (endpoint.arrivals()[last]?.atMs ?? epochMs()) - startedAtMs;
}

async function runningReplays(tenant: Tenant): Promise<number> {
  const { data } = await tenant.get<{ data: { state: string }[] }>(`/replays?limit=${REPLAYS}`);
  return data.filter(({ state }) => state === "running").length;
}

function resultOf(alone: number[], beside: number[], running: number): Result {
  const shown = (times: number[]) => `${digits(median(times) / 1000)} s (${spread(times, (ms) => digits(ms / 1000))})`;
  return {
    what: `Replay of ${REPLAYED} deliveries beside ${REPLAYS} replays of another tenant`,
    value: median(beside) / median(alone),
    unit: "× alone",
    bar: { atMost: 3 },
    note: `alone ${shown(alone)}, beside ${shown(beside)}, from the request to the last arrival; afterwards ${running} of ${REPLAYS} still ran`,
  };
}
