/** One measured number, as it is printed and written. */
export interface Result {
  /** What was measured. */
  what: string;
  value: number;
  unit: string;
  /** The value must be at most this, or below it. Absent when nothing was asked of it. */
  bar?: { atMost: number } | { below: number };
  /** How it was measured, and what else was seen. */
  note?: string;
}

/** A named part of the benchmark; gives its results in the order in which they are shown. */
export interface Measurement {
  name: string;
  measure: () => Promise<Result[]>;
}

/** Is the bar met? Undefined when there is none. */
export function isMet({ value, bar }: Result): boolean | undefined {
  if (!bar) return undefined;
  return "atMost" in bar ? value <= bar.atMost : value < bar.below;
}

/** A number with as many digits as say something. */
export function digits(value: number): string {
  const places = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(places);
}
