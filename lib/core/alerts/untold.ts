import type { Subscription } from "../model/subscription.ts";
import type { AlertOutbox, StoredAlert, Told } from "./alert-store.ts";

/** An alert that an audience is to be told of, and the subscription that it is about, unless that was deleted. */
export interface Untold {
  alert: StoredAlert;
  subscription: Subscription | undefined;
}

/** Notes who was told. Alerts may repeat. */
export async function markTold(outbox: AlertOutbox, alerts: readonly Untold[], told: Told): Promise<void> {
  const ids = [...new Set(alerts.map(({ alert }) => alert.id))];
  if (ids.length > 0) await outbox.markTold(ids, told);
}
