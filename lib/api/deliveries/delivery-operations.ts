import type { LogReader } from "../../core/log/log-reader.ts";
import { may } from "../../core/portal/capabilities.ts";
import { subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import type { deliveryRoutes } from "./delivery-routes.ts";
import { attemptOutcomeView, attemptView, deliveryView, matchedDeliveryView } from "./delivery-views.ts";
import { findDelivery } from "./find-delivery.ts";
import { deliveryListRequest } from "./log-queries.ts";
import { type RepairPorts, repairOperations } from "./repair-operations.ts";

export interface DeliveryPorts extends RepairPorts {
  log: LogReader;
}

/** A tenant's operations on its deliveries. */
export function deliveryOperations(ports: DeliveryPorts): Operations<typeof deliveryRoutes> {
  const { log, subscriptions } = ports;

  return {
    listDeliveries: async (request) => {
      const { filter, page } = deliveryListRequest(request.query);
      const key = subscriptionKeyOf(await findSubscription(subscriptions, request));
      return jsonAnswer(200, pageView(await log.listDeliveries(key, filter, page), deliveryView));
    },

    readDelivery: async (request) => {
      const { delivery, event } = await findDelivery(ports, request);
      const attempts = await log.listAttempts(delivery.id);
      const view = may(request, "viewPayload") ? attemptView : attemptOutcomeView;
      return jsonAnswer(200, { ...matchedDeliveryView(delivery, event), attempts: attempts.map(view) });
    },

    ...repairOperations(ports),
  };
}
