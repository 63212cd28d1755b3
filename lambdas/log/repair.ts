import { deliveryView } from "../../lib/contract/deliveries.ts";
import { findDelivery, withContent } from "../../lib/contract/find-delivery.ts";
import type { Operation } from "../../lib/contract/guards.ts";
import { conflict } from "../../lib/contract/http.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { cancelWaiting } from "../../lib/core/cancelling.ts";
import { MOST_ATTEMPTS } from "../../lib/core/limits.ts";
import type { LogReader } from "../../lib/core/log-ports.ts";
import { type RunPorts, startRuns } from "../../lib/core/runs.ts";
import type { SubscriptionStore } from "../../lib/core/store-ports.ts";
import { refusePulled } from "../../lib/core/subscriptions.ts";

export interface RepairPorts extends RunPorts {
  log: LogReader;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
}

/** What a tenant can do about a single delivery. */
export function repairOperations(ports: RepairPorts) {
  const start = startRuns(ports);
  const cancelAll = cancelWaiting(ports);

  /** Also of one that was delivered, or that waits for its next attempt: the new run takes the old one's place. */
  const retry: Operation = async ({ tenantId, id }) => {
    const { delivery, event } = await findDelivery(ports.log, tenantId, id);
    const { subscriptionId } = delivery;
    const subscription = await ports.subscriptions.getSubscription({ tenantId, subscriptionId });
    if (!subscription) throw conflict("Its subscription has been deleted.");
    refusePulled(subscription);
    if (!subscription.active) throw conflict("Its subscription is switched off.");
    if (delivery.attempts > MOST_ATTEMPTS) throw conflict("It has been tried too often.");
    const [started = delivery] = await start([{ event: withContent(event), subscriptionId }], { trigger: "manual" });
    return jsonAnswer(202, deliveryView(started));
  };

  const cancel: Operation = async ({ tenantId, id }) => {
    const { delivery } = await findDelivery(ports.log, tenantId, id);
    const [cancelled] = await cancelAll([delivery]);
    if (!cancelled) throw conflict("It does not wait to be tried.");
    return jsonAnswer(200, deliveryView(cancelled));
  };

  return { retry, cancel };
}
