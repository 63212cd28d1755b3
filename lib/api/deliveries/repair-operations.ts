import { auditEntry } from "../../core/audit/audit-entry.ts";
import { type AppendPorts, appendAfter } from "../../core/audit/audit-store.ts";
import { cancelWaiting } from "../../core/delivery/cancelling.ts";
import { type RunPorts, startRuns } from "../../core/delivery/runs.ts";
import { MAX_ATTEMPTS } from "../../core/limits.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { conflict } from "../http/refusals.ts";
import { requireSending } from "../subscriptions/find-subscription.ts";
import type { deliveryRoutes } from "./delivery-routes.ts";
import { deliveryView } from "./delivery-views.ts";
import { erasedContent, findDelivery, withContent } from "./find-delivery.ts";
import { type LanesGoOnPorts, lanesGoOn } from "./lanes-go-on.ts";

export interface RepairPorts extends RunPorts, LanesGoOnPorts, AppendPorts {
  log: Pick<LogReader, "getDeliveries" | "getEvent" | "ulidOfOwnId">;
}

type RepairOperations = Pick<Operations<typeof deliveryRoutes>, "retryDelivery" | "cancelDelivery">;

/** A tenant's operations that repair a single delivery. */
export function repairOperations(ports: RepairPorts): RepairOperations {
  const { subscriptions, now } = ports;
  const start = startRuns(ports);
  const cancelAll = cancelWaiting(ports);
  const goOn = lanesGoOn(ports);
  const append = appendAfter(ports);

  /** A delivery is written in a batch, and a retry is a message too. So the entry follows them. */
  const noted = (caller: Caller, action: string, before: Delivery, after: Delivery) => {
    const resource = { type: "delivery", id: after.id } as const;
    const states = { before: deliveryView(before), after: deliveryView(after) };
    return append(auditEntry(caller, { action, resource, ...states }, now()));
  };

  return {
    /** Retries a delivery in any state: the new run replaces the old run. */
    retryDelivery: async (request) => {
      const { delivery, event } = await findDelivery(ports, request);
      const { tenantId, subscriptionId } = delivery;
      requireSending(await subscriptions.getSubscription({ tenantId, subscriptionId }));
      if (delivery.attempts > MAX_ATTEMPTS) throw conflict("The delivery has had too many attempts.");
      const [started] = await start([{ event: withContent(event), subscriptionId }], { trigger: "manual" });
      if (!started) throw erasedContent();
      await noted(request, "retryDelivery", delivery, started);
      return jsonAnswer(202, deliveryView(started));
    },

    cancelDelivery: async (request) => {
      const { delivery } = await findDelivery(ports, request);
      const [cancelled] = await cancelAll([delivery]);
      if (!cancelled) throw conflict("The delivery isn't waiting for an attempt.");
      await noted(request, "cancelDelivery", delivery, cancelled);
      await goOn(request.tenantId, [cancelled]);
      return jsonAnswer(200, deliveryView(cancelled));
    },
  };
}
