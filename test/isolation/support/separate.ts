/** How many groups the arrivals form, if those that follow one another within `togetherMs` belong together. */
export function separate(arrivalsMs: readonly number[], togetherMs: number): number {
  const sorted = arrivalsMs.toSorted((a, b) => a - b);
  return sorted.filter((ms, n) => ms - (sorted[n - 1] ?? Number.NEGATIVE_INFINITY) > togetherMs).length;
}
