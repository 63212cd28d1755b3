import { digits, type Result } from "../../bench/support/result.ts";
import { quantile } from "../../bench/support/statistics.ts";
import type { Waits } from "./waits.ts";

const SHARES = { p50: 0.5, p99: 0.99 };

/** The quantiles of waits beside a neighbour, as multiples of those alone. */
export function ratiosOf(what: string, alone: Waits, beside: Waits, atMost: number): Result[] {
  return Object.entries(SHARES).map(([name, share]) => {
    const [before, after] = [quantile(alone.ms, share), quantile(beside.ms, share)];
    return {
      what: `${what}, ${name}`,
      value: after / before,
      unit: "× alone",
      bar: { atMost },
      note: `alone ${digits(before)} ms, beside ${digits(after)} ms, from the request to the arrival; ${countOf(beside)}`,
    };
  });
}

/** How many events a quantile is taken of. */
export const countOf = ({ ms, missing }: Waits): string =>
  missing > 0 ? `${missing} of ${ms.length} events had not arrived at the end` : `${ms.length} events`;
