import type { LogReader } from "../../core/log/log-reader.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { Operation } from "../http/guards.ts";
import { pageView } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { attemptView, deliveryView, matchedTypesView } from "./delivery-views.ts";
import { findDelivery } from "./find-delivery.ts";
import { readDeliveryList } from "./log-queries.ts";

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
