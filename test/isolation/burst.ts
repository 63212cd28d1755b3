import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../bench/support/in-parallel.ts";
import type { SentEvent } from "../bench/support/load.ts";
import { digits, type Result } from "../bench/support/result.ts";
import { median, quantile } from "../bench/support/statistics.ts";
import { arrived, until } from "./support/arrived.ts";
import { createFlow, waitsIn, warmUp } from "./support/flows.ts";
import { countOf } from "./support/ratios.ts";
import type { Tenant } from "./support/tenants.ts";
import type { Waits } from "./support/waits.ts";
import { withWorld } from "./support/world.ts";

const BURST = 5_000;
const LIST = 100;
const LISTS_AT_ONCE = 4;
const SINGLE_EVERY_MS = 250;
const PATIENCE_MS = 60_000;

/** Single events of a tenant, while another tenant's burst goes to a fast endpoint. */
export const besideBurst = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, busy] = [await tenant("calm"), await tenant("busy")];
    const single = await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), 1000 / SINGLE_EVERY_MS);
    const burst = receivers.endpoint("healthy", "burst");
    await busy.subscribe("paid", burst);
    await warmUp(single);
    const alone = await waitsIn(single, 10);
    const sending = inParallel(BURST / LIST, LISTS_AT_ONCE, () => busy.sendLists("paid", LIST));
    const bursting = sending.then(() => until(() => burst.arrivals().length >= BURST, PATIENCE_MS));
    const sent = await sendDuring(bursting, calm);
    return [resultOf(sent, alone, await arrived(single.endpoint.arrivals, sent, PATIENCE_MS))];
  });

function resultOf(sent: SentEvent[], alone: Waits, beside: Waits): Result {
  const answerMs = sent.map(({ sentAtMs, acceptedAtMs }) => acceptedAtMs - sentAtMs);
  const since202 = beside.ms.map((ms, n) => ms - (answerMs[n] ?? 0));
  const longest = `slowest 202 ${digits(quantile(answerMs, 1))} ms, from the 202 at most ${digits(quantile(since202, 1))} ms`;
  const medians = `median ${digits(median(beside.ms))} ms, alone ${digits(median(alone.ms))} ms`;
  return {
    what: `Another tenant's single event during a burst of ${BURST}, the longest wait`,
    value: quantile(beside.ms, 1),
    unit: "ms",
    bar: { atMost: 500 },
    note: `${medians}, from the request to the arrival; ${longest}; ${countOf(beside)}`,
  };
}

/** Sends single events until something is done. */
async function sendDuring(doing: Promise<unknown>, tenant: Tenant): Promise<SentEvent[]> {
  let done = false;
  const ended = doing.finally(() => {
    done = true;
  });
  const sending: Promise<SentEvent>[] = [];
  while (!done) {
    sending.push(tenant.send("paid"));
    await sleep(SINGLE_EVERY_MS);
  }
  await ended;
  return Promise.all(sending);
}
