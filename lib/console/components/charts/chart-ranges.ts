const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface RangeOfChart {
  ms: number;
  /** What the API's points are: it keeps those of a minute for 3 hours. */
  resolution: "minute" | "hour";
  /** How many points make a bar. */
  pointsInBar: number;
}

/** The ranges of charts. Each ends now. */
const RANGES = {
  "15m": { ms: 15 * MINUTE_MS, resolution: "minute", pointsInBar: 1 },
  "1h": { ms: HOUR_MS, resolution: "minute", pointsInBar: 2 },
  "3h": { ms: 3 * HOUR_MS, resolution: "minute", pointsInBar: 6 },
  "24h": { ms: DAY_MS, resolution: "hour", pointsInBar: 1 },
  "7d": { ms: 7 * DAY_MS, resolution: "hour", pointsInBar: 6 },
  "30d": { ms: 30 * DAY_MS, resolution: "hour", pointsInBar: 24 },
} as const satisfies Record<string, RangeOfChart>;

export type ChartRange = keyof typeof RANGES;

export const CHART_RANGES = Object.keys(RANGES) as ChartRange[];

export const isChartRange = (value: string): value is ChartRange => Object.hasOwn(RANGES, value);

/** The query of the API for the points of a range. */
export function seriesQuery(range: ChartRange) {
  const { ms, resolution } = RANGES[range];
  return { resolution, since: new Date(Date.now() - ms).toISOString() };
}

export const pointsInBar = (range: ChartRange): number => RANGES[range].pointsInBar;
