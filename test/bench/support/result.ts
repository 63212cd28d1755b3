/** One measured number, as it is printed and written to the JSON file. */
export interface Result {
  /** What was measured. */
  what: string;
  value: number;
  unit: string;
  /** The limit that the value must meet. Absent if there is none. */
  bar?: { atMost: number } | { below: number } | { atLeast: number };
  /** How it was measured, and other observations. */
  note?: string;
}

/** A named part of the benchmark. Returns its results in the order in which they are shown. */
export interface Measurement {
  name: string;
  measure: () => Promise<Result[]>;
}

/** Whether the value meets the bar. `undefined` if there is no bar. */
export function isMet({ value, bar }: Result): boolean | undefined {
  if (!bar) return undefined;
  if ("atLeast" in bar) return value >= bar.atLeast;
  return "atMost" in bar ? value <= bar.atMost : value < bar.below;
}

/** A number with about three significant digits. */
export function digits(value: number): string {
  const places = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(places);
}
