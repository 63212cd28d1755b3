import { auditEntry } from "../../core/audit/audit-entry.ts";
import { type ChangeByHandPorts, changeByHand } from "../../core/health/change-by-hand.ts";
import type { Health, Standing } from "../../core/health/health.ts";
import { heldCounter } from "../../core/health/held-count.ts";
import { heldFor } from "../../core/health/holding.ts";
import { pause, probeAtOnce, resume } from "../../core/health/transitions.ts";
import { AFTER_BOTH_REQUESTS_SECONDS } from "../../core/health/waking.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { conflict } from "../http/refusals.ts";
import { findSubscription, requireSending } from "../subscriptions/find-subscription.ts";
import type { healthRoutes } from "./health-routes.ts";
import { healthView, stateView } from "./health-views.ts";

export interface HealthPorts extends ChangeByHandPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  log: Pick<LogReader, "listDeliveries">;
}

/** A tenant's operations on the health of its subscriptions' endpoints. */
export function healthOperations(ports: HealthPorts): Operations<typeof healthRoutes> {
  const { subscriptions, health, wakes, now } = ports;
  const heldOf = heldCounter(ports);
  const change = changeByHand(ports);

  async function shown(subscription: Subscription) {
    const [known, held] = await Promise.all([
      health.getHealth(subscription.id),
      heldOf(subscriptionKeyOf(subscription)),
    ]);
    return jsonAnswer(200, healthView(known, held, now()));
  }

  const auditOf =
    (request: Caller & { id: string }, action: string) => (after: Standing, known: Health | undefined) => {
      const resource = { type: "subscription", id: request.id } as const;
      const { slowSince, evidence } = known ?? {};
      const states = { before: stateView(known, now()), after: stateView({ slowSince, evidence, ...after }, now()) };
      return auditEntry(request, { action, resource, ...states }, now());
    };

  return {
    readHealth: async (request) => shown(await findSubscription(subscriptions, request)),

    pauseSubscription: async (request) => {
      const subscription = await findSubscription(subscriptions, request);
      refusePulled(subscription);
      const key = subscriptionKeyOf(subscription);
      // Nothing is ever due for a paused endpoint. If another request deletes the subscription meanwhile, `wake` forgets the
      // pause.
      await wakes.sendWakes([key], AFTER_BOTH_REQUESTS_SECONDS);
      await change(key, pause, auditOf(request, "pauseSubscription"));
      return shown(subscription);
    },

    resumeSubscription: async (request) => {
      const subscription = await findSubscription(subscriptions, request);
      await change(subscriptionKeyOf(subscription), resume, auditOf(request, "resumeSubscription"));
      return shown(subscription);
    },

    probeSubscription: async (request) => {
      const subscription = await findSubscription(subscriptions, request);
      requireSending(subscription);
      const probe = (known: Health | undefined, nowMs: number) => {
        if (known && heldFor(known, nowMs) === "paused") throw paused();
        return probeAtOnce(known, nowMs);
      };
      await change(subscriptionKeyOf(subscription), probe, auditOf(request, "probeSubscription"));
      return shown(subscription);
    },
  };
}

const paused = () => conflict("The subscription is paused, so nothing is sent. Resume it: that probes at once.");
