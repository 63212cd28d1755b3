/** The last hour, day, week or month. */
const RANGE_MS = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;

export type TimeRange = keyof typeof RANGE_MS;

export const TIME_RANGES = Object.keys(RANGE_MS) as TimeRange[];

export const isTimeRange = (value: string): value is TimeRange => Object.hasOwn(RANGE_MS, value);

/** When a range that ends now begins: ISO 8601. */
export const startOfRange = (range: TimeRange): string => new Date(Date.now() - RANGE_MS[range]).toISOString();
