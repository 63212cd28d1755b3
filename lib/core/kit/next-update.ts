/** The `updatedAt` for a changed record. It is always later than the previous one, even if the clock went back. */
export const nextUpdate = ({ updatedAt }: { updatedAt: string }, nowMs: number): string =>
  new Date(Math.max(nowMs, Date.parse(updatedAt) + 1)).toISOString();
