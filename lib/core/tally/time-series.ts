import { RESOLUTIONS, type Resolution, startOf } from "./sheets.ts";
import { NOTHING, plus, type Totals } from "./totals.ts";

/** A span of whole points: from `sinceMs` on, and before `untilMs`, in epoch milliseconds. */
export interface PointSpan {
  sinceMs: number;
  untilMs: number;
}

/**
 * The points that a request asks for. By default they go back as far as points are kept, and the latest one is the
 * point that is under way. Times before or after what is kept are moved to it, so the number of points is bounded: 180
 * minutes or 720 hours.
 */
export function pointSpan(
  resolution: Resolution,
  asked: { sinceMs?: number | undefined; untilMs?: number | undefined },
  nowMs: number,
): PointSpan {
  const { pointMs, keptMs } = RESOLUTIONS[resolution];
  const endMs = startOf(nowMs, pointMs) + pointMs;
  const untilMs = Math.min(endMs, startOf((asked.untilMs ?? endMs) + pointMs - 1, pointMs));
  const sinceMs = Math.max(endMs - keptMs, startOf(asked.sinceMs ?? 0, pointMs));
  return { sinceMs: Math.min(sinceMs, endMs), untilMs: Math.max(untilMs, Math.min(sinceMs, endMs)) };
}

/** All points of a span, those without anything included. */
export function filledPoints(
  points: ReadonlyMap<number, Totals>,
  resolution: Resolution,
  { sinceMs, untilMs }: PointSpan,
): { atMs: number; totals: Totals }[] {
  const { pointMs } = RESOLUTIONS[resolution];
  return Array.from({ length: (untilMs - sinceMs) / pointMs }, (_, index) => {
    const atMs = sinceMs + index * pointMs;
    return { atMs, totals: points.get(atMs) ?? NOTHING };
  });
}

export const sumOfTotals = (all: Iterable<Totals>): Totals => [...all].reduce(plus, NOTHING);
