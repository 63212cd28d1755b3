/** The time in epoch milliseconds, with fractions. `Date.now` is too coarse for waits of a few milliseconds. */
export const epochMs = (): number => performance.timeOrigin + performance.now();
