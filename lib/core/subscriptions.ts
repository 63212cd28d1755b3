import { Refusal } from "./errors.ts";
import type { Subscription } from "./model.ts";

/** The `updatedAt` of a changed subscription: later than the one before, whatever the clock says. */
export const nextUpdate = ({ updatedAt }: Pick<Subscription, "updatedAt">, nowMs: number): string =>
  new Date(Math.max(nowMs, Date.parse(updatedAt) + 1)).toISOString();

/** Refused with 409 for a subscription whose deliveries are pulled: they are never POSTed. */
export function refusePulled({ pull }: Pick<Subscription, "pull">): void {
  if (pull) throw new Refusal(409, "It is a pull subscription: its deliveries are fetched, and never POSTed.");
}
