import { Refusal } from "../errors.ts";
import type { Subscription } from "../model.ts";

/** Refused with 409 for a subscription whose deliveries are pulled: they are never POSTed. */
export function refusePulled({ pull }: Pick<Subscription, "pull">): void {
  if (pull) throw new Refusal(409, "It is a pull subscription: its deliveries are fetched, and never POSTed.");
}
