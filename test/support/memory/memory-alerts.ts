import { type Alert, alertOf } from "../../../lib/core/alerts/alert.ts";
import type { AlertLister, AlertOutbox, ExhaustedDigests } from "../../../lib/core/alerts/alert-store.ts";
import { BETWEEN_DIGESTS_MS, DIGEST_WAIT_MS, latestExhausted } from "../../../lib/core/alerts/exhausted-digest.ts";
import { badCursor } from "../../../lib/core/errors.ts";
import { ALERT_ID } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Keeps the alert of a change with the change. */
export function keepAlert({ alerts }: MemoryWorld, alert: Alert | undefined): void {
  if (alert) alerts.put(alert.id, { ...alert, told: {} }, alert.at);
}

const byId = <T extends { id: string }>(all: T[]): T[] => all.sort((a, b) => (a.id < b.id ? -1 : 1));

/** Each alert in the order in which it was raised: its type, its subscription and its facts. */
export const raisedAlerts = ({ alerts }: MemoryWorld) =>
  byId(alerts.values()).map(({ told: _told, ...alert }) => alert);

export const memoryAlertOutbox = ({ faults, alerts, latestMessage }: MemoryWorld): AlertOutbox => ({
  listUntold: async (audience, limit) =>
    faults.call("readAlerts", () => byId(alerts.values().filter(({ told }) => !told[`${audience}At`])).slice(0, limit)),
  markTold: async (alertIds, told) =>
    faults.call("writeAlerts", () => {
      for (const id of alertIds) {
        const alert = alerts.get(id);
        if (alert) alerts.put(id, { ...alert, told: { ...alert.told, ...told } }, alert.at);
      }
    }),
  lastMessageAt: async () => faults.call("readAlerts", () => latestMessage.at),
  claimMessage: async (before, nowIso) =>
    faults.call("writeAlerts", () => {
      if (latestMessage.at !== before) return false;
      latestMessage.at = nowIso;
      return true;
    }),
});

export const memoryAlertLister = ({ faults, alerts }: MemoryWorld): AlertLister => ({
  listAlerts: async ({ tenantId, subscriptionId, types }, { limit, after }) =>
    faults.call("readAlerts", () => {
      if (after !== undefined && !ALERT_ID.test(after)) throw badCursor();
      const found = byId(alerts.values())
        .reverse()
        .filter(({ id }) => after === undefined || id < after)
        .filter((alert) => tenantId === undefined || alert.tenantId === tenantId)
        .filter((alert) => subscriptionId === undefined || alert.subscriptionId === subscriptionId)
        .filter(({ type }) => !types || types.includes(type));
      const items = found.slice(0, limit);
      const next = items.at(-1)?.id;
      return next !== undefined && found.length > limit ? { items, next } : { items };
    }),
});

export function memoryExhaustedDigests(world: MemoryWorld): ExhaustedDigests {
  const { faults, digests, now } = world;
  const isoNow = () => new Date(now()).toISOString();

  function add(delivery: Delivery): void {
    const { tenantId, subscriptionId } = delivery;
    const known = digests.get(subscriptionId);
    const { count = 0, since = isoNow() } = known?.facts ?? {};
    const facts = { count: count + 1, since, until: isoNow(), latest: latestExhausted(delivery) };
    const dueAtMs = known?.dueAtMs ?? now() + DIGEST_WAIT_MS;
    digests.put(subscriptionId, { ...known, tenantId, subscriptionId, facts, dueAtMs }, isoNow());
  }

  return {
    addExhausted: async (deliveries) => faults.call("addExhausted", () => deliveries.forEach(add)),
    listDueDigests: async (untilMs, limit) =>
      faults.call("readDigests", () =>
        digests
          .values()
          .flatMap(({ tenantId, subscriptionId, dueAtMs }) =>
            dueAtMs !== undefined && dueAtMs <= untilMs ? [{ dueAtMs, key: { tenantId, subscriptionId } }] : [],
          )
          .sort((a, b) => a.dueAtMs - b.dueAtMs)
          .slice(0, limit)
          .map(({ key }) => key),
      ),
    raiseDigest: async (key) =>
      faults.call("raiseDigest", () => {
        const known = digests.get(key.subscriptionId);
        if (!known?.facts) return;
        const earliestMs = (known.alertedAtMs ?? Number.NEGATIVE_INFINITY) + BETWEEN_DIGESTS_MS;
        if (now() < earliestMs) return digests.put(key.subscriptionId, { ...known, dueAtMs: earliestMs }, isoNow());
        keepAlert(world, alertOf(key, "delivery.exhausted", known.facts, now()));
        digests.put(key.subscriptionId, { ...key, alertedAtMs: now() }, isoNow());
      }),
  };
}
