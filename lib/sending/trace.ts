import type { PhaseTimings } from "../core/model.ts";

/** When things happened to an attempt, in milliseconds of `performance.now()`. */
export interface Trace {
  startedAt: number;
  /** When the request was begun that the phases are of: later than `startedAt` if it was begun afresh. */
  begunAt: number;
  lookedUpAt?: number;
  connectedAt?: number;
  securedAt?: number;
  /** When there was a connection to send on, kept-alive or new. */
  readyAt?: number;
  answeredAt?: number;
}

/** How long each phase took that came to its end. */
export function timingsOf(trace: Trace, endedAt: number): PhaseTimings {
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

/** To a tenth of a millisecond. */
const rounded = (ms: number): number => Math.round(ms * 10) / 10;
