import { digits, type Result } from "../bench/support/result.ts";
import { until } from "./support/arrived.ts";
import { createFlow, waitsIn, warmUp } from "./support/flows.ts";
import { ratiosOf } from "./support/ratios.ts";
import { withWorld } from "./support/world.ts";

/** Enough for half a minute at the least rate that is allowed. */
const EVENTS = 1_500;
const LEAST_PER_SECOND = 50;
const SINGLE_PER_SECOND = 4;
const SECONDS = 10;
const PATIENCE_MS = 120_000;

/** An ordered subscription works off what has piled up for a receiver that takes 10 ms, and a neighbour's single events. */
export const besideOrderedLane = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, busy] = [await tenant("calm"), await tenant("busy")];
    const single = await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), SINGLE_PER_SECOND);
    const lane = receivers.endpoint("prompt", "ordered");
    const ordered = await createFlow(busy, "moved", lane, LEAST_PER_SECOND, { ordered: true });
    await warmUp(single);
    await waitsIn({ ...ordered, perSecond: 20 }, SECONDS);
    const alone = await waitsIn(single, SECONDS);
    const before = lane.arrivals().length;
    const ids = await busy.sendLists("moved", EVENTS);
    const beside = await waitsIn(single, SECONDS);
    await until(() => lane.arrivals().length >= before + EVENTS, PATIENCE_MS);
    const arrivals = lane.arrivals().slice(before);
    const seconds = ((arrivals.at(-1)?.atMs ?? Number.NaN) - (arrivals[0]?.atMs ?? Number.NaN)) / 1000;
    const inOrder = arrivals.filter(({ eventId }, n) => eventId === ids[n]).length;
    const [p50] = ratiosOf(
      "A neighbour's single event beside an ordered lane that works off its backlog",
      alone,
      beside,
      1.5,
    );
    return [
      {
        what: `An ordered lane with ${EVENTS} events for a receiver that takes 10 ms`,
        value: (arrivals.length - 1) / seconds,
        unit: "/s",
        bar: { atLeast: LEAST_PER_SECOND },
        note: `${arrivals.length} POSTs in ${digits(seconds)} s`,
      },
      {
        what: "Its events that arrived out of their place",
        value: EVENTS - inOrder,
        unit: "events",
        bar: { atMost: 0 },
      },
      ...(p50 ? [p50] : []),
    ];
  });
