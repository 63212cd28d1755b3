import type { PhaseTimings } from "../core/model/attempt.ts";

/** When the phases of an attempt ended, in milliseconds of `performance.now()`. */
export interface PhaseTrace {
  startedAt: number;
  /** When the request began. Later than `startedAt` if the request was sent again on a fresh connection. */
  begunAt: number;
  lookedUpAt?: number;
  connectedAt?: number;
  securedAt?: number;
  /** When a connection was ready, whether new or kept alive. */
  readyAt?: number;
  answeredAt?: number;
}

/** Returns how long each completed phase took. */
export function timingsOf(trace: PhaseTrace, endedAt: number): PhaseTimings {
  const { startedAt, begunAt, lookedUpAt, connectedAt, securedAt, readyAt, answeredAt } = trace;
  return {
    ...duration("dns", begunAt, lookedUpAt),
    ...duration("connect", lookedUpAt ?? begunAt, connectedAt),
    ...duration("tls", connectedAt, securedAt),
    ...duration("firstByte", readyAt, answeredAt),
    total: rounded(endedAt - startedAt),
  };
}

function duration(name: keyof PhaseTimings, from: number | undefined, to: number | undefined): Partial<PhaseTimings> {
  return from === undefined || to === undefined ? {} : { [name]: rounded(to - from) };
}

/** Rounds to a tenth of a millisecond. */
const rounded = (ms: number): number => Math.round(ms * 10) / 10;
