import { digits, type Result } from "../bench/support/result.ts";
import { quantile } from "../bench/support/statistics.ts";
import { createFlow, waitsIn, warmUp } from "./support/flows.ts";
import { countOf } from "./support/ratios.ts";
import type { Waits } from "./support/waits.ts";
import { withWorld } from "./support/world.ts";

const QUEUED = 2_000;
const PER_SECOND = 20;
const SECONDS = 20;
const LONGEST_SECONDS = 5;

/** Queues events for an endpoint that never answers. Then counts what a healthy tenant gets in time. */
export const besideQueuedEvents = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, troubled] = [await tenant("calm"), await tenant("troubled")];
    const healthy = await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), PER_SECOND);
    await troubled.subscribe("stuck", receivers.endpoint("hanging", "stuck"));
    await warmUp(healthy);
    const alone = await waitsIn(healthy, SECONDS);
    await troubled.sendLists("stuck", QUEUED);
    const beside = await waitsIn(healthy, SECONDS);
    return resultsOf(alone, beside);
  });

function resultsOf(alone: Waits, beside: Waits): Result[] {
  const what = `${PER_SECOND}/s for ${SECONDS} s beside ${QUEUED} events for a hanging endpoint`;
  const inTime = beside.ms.filter((ms) => ms <= LONGEST_SECONDS * 1000);
  return [
    {
      what: `${what}, arrived within ${LONGEST_SECONDS} s`,
      value: inTime.length,
      unit: "events",
      bar: { atLeast: PER_SECOND * SECONDS },
      note: countOf(beside),
    },
    {
      what: `${what}, longest wait`,
      value: quantile(beside.ms, 1) / 1000,
      unit: "s",
      bar: { atMost: LONGEST_SECONDS },
      note: `p50 and p99 alone ${shown(alone)} ms, beside ${shown(beside)} ms; from the request to the arrival`,
    },
  ];
}

const shown = ({ ms }: Waits): string => [0.5, 0.99].map((share) => digits(quantile(ms, share))).join(" and ");
