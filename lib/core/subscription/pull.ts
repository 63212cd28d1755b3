import { Refusal } from "../errors.ts";
import type { Subscription } from "../model/subscription.ts";

/** Throws a 409 `Refusal` if the subscription's deliveries are pulled, because Posthorn never POSTs them. */
export function refusePulled({ pull }: Pick<Subscription, "pull">): void {
  if (pull) throw new Refusal(409, "This is a pull subscription. Its deliveries are fetched, and never POSTed.");
}
