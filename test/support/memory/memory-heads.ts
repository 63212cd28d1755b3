import type { AlertStates } from "../../../lib/core/alerts/alert-store.ts";
import type { SubscriptionHead, SubscriptionHeads } from "../../../lib/core/health/subscription-heads.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import type { MemoryWorld } from "./memory-world.ts";

function headAt({ subscriptions, tenants }: MemoryWorld, key: SubscriptionKey): SubscriptionHead | undefined {
  const subscription = subscriptions.get(`${key.tenantId}/${key.subscriptionId}`);
  return subscription && { ...subscription, tenantName: tenants.get(key.tenantId)?.name ?? "" };
}

export const memorySubscriptionHeads = (world: MemoryWorld): SubscriptionHeads => ({
  getHeads: async (keys) =>
    world.faults.call("getSubscription", () => {
      const heads = keys.flatMap((key) => headAt(world, key) ?? []);
      return new Map(heads.map((head) => [head.id, head]));
    }),
  listOff: async (limit) =>
    world.faults.call("listSubscriptions", () =>
      world.subscriptions
        .values()
        .flatMap(({ id: subscriptionId, tenantId, disabledAt }) =>
          disabledAt === undefined ? [] : [{ tenantId, subscriptionId, disabledAt }],
        )
        .sort((a, b) => (a.disabledAt < b.disabledAt ? -1 : 1))
        .slice(0, limit),
    ),
});

export const memoryAlertStates = (world: MemoryWorld): AlertStates => ({
  getStates: async (alerts) =>
    world.faults.call("readAlerts", () =>
      alerts.map((alert) => {
        const isExhausted = alert.type === "delivery.exhausted";
        const delivery = isExhausted ? world.deliveries.get(alert.facts.latest.deliveryId)?.state : undefined;
        return {
          subscription: headAt(world, alert),
          health: world.health.get(alert.subscriptionId),
          exhaustedAlertAtMs: isExhausted ? world.digests.get(alert.subscriptionId)?.alertedAtMs : undefined,
          delivery,
        };
      }),
    ),
});
