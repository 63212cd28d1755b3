import { cancelWaiting } from "../../core/delivery/cancelling.ts";
import { type RunPorts, startRuns } from "../../core/delivery/runs.ts";
import { MOST_ATTEMPTS } from "../../core/limits.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { Operation } from "../http/guards.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { conflict } from "../http/requests.ts";
import { deliveryView } from "./delivery-views.ts";
import { findDelivery, withContent } from "./find-delivery.ts";

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
