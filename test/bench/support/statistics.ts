/** The measured value nearest to the quantile at `share`, 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** `smallest–largest`, rounded by `show`. */
export const spread = (values: readonly number[], show: (value: number) => string): string =>
  `${show(Math.min(...values))}–${show(Math.max(...values))}`;
