/** The `updatedAt` of a changed subscription: later than the one before, whatever the clock says. */
export const nextUpdate = ({ updatedAt }: { updatedAt: string }, nowMs: number): string =>
  new Date(Math.max(nowMs, Date.parse(updatedAt) + 1)).toISOString();
