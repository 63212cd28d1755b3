/**
 * Counts of durations by buckets whose bounds grow by a fifth. Histograms of any time spans can be added up, which
 * percentiles cannot. A percentile that is read from one is at most 10 % off.
 */
export type Histogram = Readonly<Record<number, number>>;

const GROWTH = 1.2;

/** The last bucket ends at 349 s. The longest time limit of a POST is 300 s. */
export const BUCKETS = 71;

/** The bucket of a duration in milliseconds. Bucket 0 has everything up to 1 ms, and the last one everything long. */
export const bucketOf = (ms: number): number =>
  ms <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms) / Math.log(GROWTH)));

/** The duration in milliseconds that stands for a bucket: the middle of its bounds, by their ratio. */
const middleOf = (bucket: number): number => (bucket === 0 ? 1 : Math.round(GROWTH ** (bucket - 0.5)));

/** The duration that at least `share` of the counted ones don't exceed, in milliseconds; null if none were counted. */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const counted = Object.entries(histogram).map(([bucket, count]) => [Number(bucket), count] as const);
  const wanted = Math.ceil(share * counted.reduce((sum, [, count]) => sum + count, 0));
  let seen = 0;
  for (const [bucket, count] of counted.sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= wanted) return middleOf(bucket);
  }
  return null;
}
