import type { Subscription } from "./model.ts";

/** The `updatedAt` of a changed subscription: later than the one before, whatever the clock says. */
export const nextUpdate = ({ updatedAt }: Pick<Subscription, "updatedAt">, nowMs: number): string =>
  new Date(Math.max(nowMs, Date.parse(updatedAt) + 1)).toISOString();
