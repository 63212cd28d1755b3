import { setTimeout as sleep } from "node:timers/promises";
import { digits, type Result } from "../bench/support/result.ts";
import { quantile } from "../bench/support/statistics.ts";
import { arrived } from "./support/arrived.ts";
import { createFlow, type Flow, send, warmUp } from "./support/flows.ts";
import { retriesOf } from "./support/retries.ts";
import { withWorld } from "./support/world.ts";

/** Deliveries that don't take the quick way, in milliseconds: how late retries are, and how long others wait. */
interface PatientDeliveries {
  retries: number[];
  waits: number[];
}

const PER_SECOND = 2;
const SECONDS = 10;
const HANGING = { perSecond: 5, timeoutSeconds: 300, seconds: 80 };
/** The other deliveries begin when the endpoint has hung for this long. */
const HEAD_START_MS = 20_000;
const PATIENCE_MS = 60_000;

/** Retries, and deliveries with a long time limit, beside an endpoint with a long time limit that hangs. */
export const patientDeliveries = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, troubled] = [await tenant("calm"), await tenant("troubled")];
    const failing = await createFlow(calm, "failing", receivers.endpoint("failing-once", "calm"), PER_SECOND);
    const long = await createFlow(calm, "long", receivers.endpoint("healthy", "calm"), PER_SECOND, {
      timeoutSeconds: 60,
    });
    const hanging = await createFlow(troubled, "stuck", receivers.endpoint("hanging", "stuck"), HANGING.perSecond, {
      timeoutSeconds: HANGING.timeoutSeconds,
    });
    await warmUp(long);
    const alone = await observe(failing, long);
    const hangs = send(hanging, HANGING.seconds);
    await sleep(HEAD_START_MS);
    const [beside] = await Promise.all([observe(failing, long), hangs]);
    return [
      laterResult("Another tenant's retries", alone.retries, beside.retries, "from nextAttemptAt to the arrival"),
      laterResult("A healthy endpoint with a 60 s limit", alone.waits, beside.waits, "from the request to the arrival"),
    ];
  });

async function observe(failing: Flow, long: Flow): Promise<PatientDeliveries> {
  const [failed, sent] = await Promise.all([send(failing, SECONDS), send(long, SECONDS)]);
  const [retries, waits] = await Promise.all([
    retriesOf(failing, failed),
    arrived(long.endpoint.arrivals, sent, PATIENCE_MS),
  ]);
  return { retries, waits: waits.ms };
}

/** Compares the latest of each. */
function laterResult(what: string, alone: number[], beside: number[], measured: string): Result {
  const [before, after] = [quantile(alone, 1), quantile(beside, 1)];
  return {
    what: `${what} beside ${HANGING.perSecond}/s to an endpoint that hangs for ${HANGING.timeoutSeconds} s, the latest`,
    value: (after - before) / 1000,
    unit: "s later",
    bar: { atMost: 5 },
    note: `alone ${digits(before / 1000)} s, beside ${digits(after / 1000)} s, ${measured}; ${beside.length} events`,
  };
}
