import { slicePage } from "../../../lib/api/http/pages.ts";
import { switchEntry } from "../../../lib/core/audit/audit-entry.ts";
import { badCursor, PipelineFault } from "../../../lib/core/errors.ts";
import { SUBSCRIPTION_ID } from "../../../lib/core/ids.ts";
import type { Candidate, CandidateLister } from "../../../lib/core/matching/candidates.ts";
import type { Subscription, SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import type { PublicKeyReader } from "../../../lib/core/subscription/public-keys.ts";
import type {
  DisabledAlert,
  SubscriptionStore,
  SubscriptionSwitch,
} from "../../../lib/core/subscription/subscription-store.ts";
import { keepAlert } from "./memory-alerts.ts";
import { keepAudit } from "./memory-audit.ts";
import { beginIntentOf, endIntentOf } from "./memory-secrets.ts";
import type { MemoryWorld } from "./memory-world.ts";

const keyText = ({ tenantId, subscriptionId }: SubscriptionKey): string => `${tenantId}/${subscriptionId}`;
const keyTextOf = ({ tenantId, id }: Subscription): string => `${tenantId}/${id}`;

/** Leaves out all other fields, as the table does. */
export const memoryCandidateLister = ({ faults, subscriptions }: MemoryWorld): CandidateLister => ({
  listCandidates: async (tenantId) =>
    faults.call("listSubscriptions", () => {
      const own = subscriptions.values().filter((s) => s.tenantId === tenantId);
      return own.sort((a, b) => (a.id < b.id ? -1 : 1)).map(candidateOf);
    }),
});

const candidateOf = (subscription: Subscription): Candidate => {
  const { id, name, events, filter, pull, ordered, orderingKey, active, metadata } = subscription;
  return { id, name, events, filter, pull, ordered, orderingKey, active, metadata };
};

export function memorySubscriptionStore(world: MemoryWorld): SubscriptionStore {
  const { faults, subscriptions } = world;
  return {
    listSubscriptions: async (tenantId) =>
      faults.call("listSubscriptions", () => {
        const own = subscriptions.values().filter((s) => s.tenantId === tenantId);
        return own.sort((a, b) => (a.id < b.id ? -1 : 1));
      }),
    createSubscription: async (subscription, incarnation, audit) =>
      faults.call("createSubscription", () => {
        if (subscriptions.get(keyTextOf(subscription)))
          throw new PipelineFault("a subscription with this id exists already");
        put(world, subscription, incarnation);
        endIntentOf(world, subscription);
        keepAudit(world, audit);
      }),
    countOrdered: async (tenantId) =>
      faults.call(
        "listSubscriptions",
        () => subscriptions.values().filter((s) => s.tenantId === tenantId && s.ordered).length,
      ),
    countSubscriptions: async (tenantId) =>
      faults.call("listSubscriptions", () => subscriptions.values().filter((s) => s.tenantId === tenantId).length),
    getSubscription: async (key) => faults.call("getSubscription", () => subscriptions.get(keyText(key))),
    replaceSubscription: async (subscription, expectedUpdatedAt, alert, audit) =>
      faults.call("replaceSubscription", () => {
        const before = subscriptions.get(keyTextOf(subscription));
        const shown = before?.secretShown?.at !== subscription.secretShown?.at;
        const resealed = before?.resealedAt !== subscription.resealedAt;
        if (before?.updatedAt !== expectedUpdatedAt || shown || resealed) return false;
        put(world, subscription);
        keepAlert(world, alert);
        keepAudit(world, audit);
        return true;
      }),
    pageSubscriptions: async (tenantId, page) =>
      faults.call("listSubscriptions", () => {
        if (page.after !== undefined && !SUBSCRIPTION_ID.test(page.after)) throw badCursor();
        const own = subscriptions.values().filter((s) => s.tenantId === tenantId);
        return slicePage(
          own.sort((a, b) => (a.id < b.id ? -1 : 1)),
          ({ id }) => id,
          page,
        );
      }),
    recordSecretShown: async (key, secretShown, audit) =>
      faults.call("recordSecretShown", () => {
        const subscription = subscriptions.get(keyText(key));
        if (!subscription) return undefined;
        subscriptions.put(keyText(key), { ...subscription, secretShown });
        keepAudit(world, audit);
        return { ...subscription, secretShown };
      }),
    deleteSubscription: async ({ incarnation, ...key }, expectedUpdatedAt, audit) =>
      faults.call("deleteSubscription", () => {
        const there = subscriptions.get(keyText(key))?.updatedAt;
        if (expectedUpdatedAt !== undefined && there !== expectedUpdatedAt) return false;
        if (!subscriptions.delete(keyText(key))) return false;
        beginIntentOf(world, key);
        bumpVersion(world, key.tenantId, incarnation);
        keepAudit(world, audit);
        const deleted = { ...key, incarnation };
        world.deletedSubscriptions.put(deletedPlace(deleted), deleted);
        return true;
      }),
  };
}

export function memorySubscriptionSwitch(world: MemoryWorld): SubscriptionSwitch {
  return {
    disableGone: async (key, url, alert) => world.faults.call("disableGone", () => disable(key, url, "gone", alert)),
    disableFailing: async (key, url, alert) =>
      world.faults.call("disableFailing", () => disable(key, url, "failing", alert)),
    enableFailing: async (key, nowIso) => world.faults.call("enableFailing", () => enable(key, nowIso)),
  };

  function disable(key: SubscriptionKey, url: string, disabledReason: "gone" | "failing", alert: DisabledAlert): void {
    const subscription = world.subscriptions.get(keyText(key));
    if (!subscription?.active || subscription.url !== url) return;
    put(world, { ...subscription, active: false, disabledReason, disabledAt: alert.at, updatedAt: alert.at });
    keepAlert(world, alert);
    keepAudit(world, switchEntry(key, disabledReason, incarnationOf(key), alert.at));
  }

  function enable(key: SubscriptionKey, updatedAt: string): void {
    const subscription = world.subscriptions.get(keyText(key));
    if (!subscription || subscription.active || subscription.disabledReason !== "failing") return;
    const { disabledReason: _reason, disabledAt: _at, ...fields } = subscription;
    put(world, { ...fields, active: true, updatedAt });
    keepAudit(world, switchEntry(key, "passed-test", incarnationOf(key), updatedAt));
  }

  function incarnationOf({ tenantId }: SubscriptionKey): string {
    return world.tenants.get(tenantId)?.incarnation ?? "";
  }
}

export const memoryPublicKeyReader = ({ faults, subscriptions }: MemoryWorld): PublicKeyReader => ({
  getPublicKeys: async (subscriptionId) =>
    faults.call("getPublicKeys", () => subscriptions.values().find((s) => s.id === subscriptionId)?.publicKeys ?? []),
});

/** The key of a subscription in a world's `deletedSubscriptions`. */
export const deletedPlace = ({ tenantId, incarnation, subscriptionId }: SubscriptionKey & TenantRef): string =>
  `${tenantId}~${incarnation}/${subscriptionId}`;

function put(world: MemoryWorld, subscription: Subscription, incarnation?: string): void {
  bumpVersion(world, subscription.tenantId, incarnation);
  world.subscriptions.put(keyTextOf(subscription), subscription);
}

function bumpVersion({ tenants }: MemoryWorld, tenantId: string, incarnation?: string): void {
  const tenant = tenants.get(tenantId);
  if (!tenant || (incarnation !== undefined && tenant.incarnation !== incarnation))
    throw new PipelineFault("the tenant of a subscription does not exist");
  tenants.put(tenantId, { ...tenant, version: tenant.version + 1 });
}
