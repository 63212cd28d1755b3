import { startProcess } from "./support/process.ts";
import type { MatchingQuestion } from "./support/processes/matching.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";

const MATCHING = 10;
const MANY = 1_000;
const DATA_BYTES = 1024;
const EVENTS = 100;
const ROUNDS = 7;
/** Rounds that let the compiler finish its work first. */
const WARM_UP_ROUNDS = 3;

/** CPU that 1,000 subscriptions of one tenant take beyond 10, when 10 of them match. */
export const matchingCpu = async (): Promise<Result[]> => [await moreCpu("type"), await moreCpu("filter")];

async function moreCpu(by: MatchingQuestion["by"]): Promise<Result> {
  const few = await costs(by, MATCHING);
  const many = await costs(by, MANY);
  const each = `${digits(median(few))} → ${digits(median(many))} ms (${spread(many, digits)})`;
  return {
    what: `Extra CPU per event, ${MANY} subscriptions instead of ${MATCHING}, told apart by ${by}`,
    value: median(many) - median(few),
    unit: "ms",
    bar: { atMost: 1 },
    note: `1 KiB, ${MATCHING} match; medians of ${ROUNDS} rounds: ${each}`,
  };
}

async function costs(by: MatchingQuestion["by"], subscriptions: number): Promise<number[]> {
  const matching = startProcess<MatchingQuestion, { cpuMs: number }>("matching.ts");
  const question = { subscriptions, matching: MATCHING, by, events: EVENTS, dataBytes: DATA_BYTES };
  const measured: number[] = [];
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const { cpuMs } = await matching.ask(question);
      if (round >= 0) measured.push(cpuMs / EVENTS);
    }
  } finally {
    await matching.stop();
  }
  return measured;
}
