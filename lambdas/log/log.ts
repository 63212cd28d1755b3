import { attemptView, deliveryView, matchedTypesView } from "../../lib/contract/deliveries.ts";
import { findDelivery } from "../../lib/contract/find-delivery.ts";
import type { Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { readDeliveryList } from "../../lib/contract/log.ts";
import { pageView } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import type { LogReader } from "../../lib/core/log-ports.ts";
import type { SubscriptionStore } from "../../lib/core/store-ports.ts";

export interface LogPorts {
  log: LogReader;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
}

/** What a tenant can see of its deliveries and attempts. */
export function logOperations({ log, subscriptions }: LogPorts) {
  const listSubscriptionDeliveries: Operation = async ({ tenantId, id, query }) => {
    const { filter, page } = readDeliveryList(query);
    const key = { tenantId, subscriptionId: id };
    if (!(await subscriptions.getSubscription(key))) throw notFound();
    return jsonAnswer(200, pageView(await log.listDeliveries(key, filter, page), deliveryView));
  };

  const readDelivery: Operation = async ({ tenantId, id }) => {
    const { delivery, event } = await findDelivery(log, tenantId, id);
    const attempts = await log.listAttempts(id);
    const types = event && matchedTypesView(event, delivery.subscriptionId);
    return jsonAnswer(200, { ...deliveryView(delivery), ...types, attempts: attempts.map(attemptView) });
  };

  return { listSubscriptionDeliveries, readDelivery };
}
