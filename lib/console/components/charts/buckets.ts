import type { components } from "../../client/api.d.ts";

export type SeriesPoint = components["schemas"]["TimeSeriesPoint"];

/** A bar of the chart. */
export interface Bucket {
  /** When it begins: ISO 8601. */
  at: string;
  delivered: number;
  failed: number;
}

/** The bars of a chart. The last one ends now, so the first one may be of fewer points. */
export function bucketsOf(points: readonly SeriesPoint[], size: number): Bucket[] {
  const first = points.length % size || size;
  const buckets: Bucket[] = [];
  for (let from = 0, to = first; from < points.length; from = to, to += size) {
    const inBar = points.slice(from, to);
    const delivered = inBar.reduce((sum, point) => sum + point.delivered, 0);
    const failed = inBar.reduce((sum, point) => sum + failedOf(point), 0);
    buckets.push({ at: inBar[0]?.at ?? "", delivered, failed });
  }
  return buckets;
}

/** POSTs that failed, of all kinds of failures. */
export const failedOf = ({ failed }: Pick<SeriesPoint, "failed">): number =>
  Object.values(failed).reduce((sum, count) => sum + count, 0);
