import type { Subscription } from "../model.ts";
import type { AlertOutbox, StoredAlert, Told } from "./alert-store.ts";

/** An alert about which somebody is to be told, and the subscription that it is about, unless that was deleted. */
export interface Untold {
  alert: StoredAlert;
  subscription: Subscription | undefined;
}

export async function markTold(outbox: AlertOutbox, alerts: readonly Untold[], told: Told): Promise<void> {
  const ids = alerts.map(({ alert }) => alert.id);
  if (ids.length > 0) await outbox.markTold(ids, told);
}
