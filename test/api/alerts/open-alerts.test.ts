import { describe, expect, it } from "vitest";
import { judgedAlerts } from "../../../lib/api/alerts/open-alerts.ts";
import { type Alert, alertOf } from "../../../lib/core/alerts/alert.ts";
import type { StoredAlert } from "../../../lib/core/alerts/alert-store.ts";
import type { AlertState } from "../../../lib/core/alerts/open-alert.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const DAY_MS = 86_400_000;
const KEY = { tenantId: "acme", subscriptionId: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV" };
const at = (ms: number): string => new Date(ms).toISOString();

/** A subscription that a request switched off for the second time within ten minutes: the first alert counts. */
const STATE: AlertState = {
  subscription: {
    id: KEY.subscriptionId,
    tenantId: KEY.tenantId,
    tenantName: "Acme",
    url: "https://receiver.example/hook",
    active: false,
    switchOffAlertAt: at(NOW - 3),
    updatedAt: at(NOW),
  },
  health: undefined,
  exhaustedAlertAtMs: undefined,
  delivery: undefined,
};

/** Lists alerts, oldest first in `alerts`, and counts those whose state was read. */
function judging(alerts: Alert[]) {
  const stored: StoredAlert[] = alerts.map((alert) => ({ ...alert, told: {} })).reverse();
  const asked: Alert[] = [];
  const list = judgedAlerts({
    alerts: { listAlerts: async () => ({ items: stored }) },
    alertStates: {
      getStates: async (some) => {
        asked.push(...some);
        return some.map(() => STATE);
      },
    },
    now: () => NOW,
  });
  return { asked, open: async () => (await list({}, true, { limit: 10 })).items.map(({ alert }) => alert.id) };
}

describe("open alerts", () => {
  it("are looked for among the latest alert of each kind about a subscription", async () => {
    const byHand = (ms: number) => alertOf(KEY, "subscription.disabled", { reason: "by-hand", by: "admin" }, ms);
    const failing = { reason: "failing", failingSince: at(NOW - DAY_MS), failures: 30 } as const;
    const alerts = [
      ...[9, 8, 7].map((ago) => byHand(NOW - ago)),
      byHand(NOW - 3),
      alertOf(KEY, "subscription.disabled", failing, NOW - 2),
    ];
    const { open, asked } = judging(alerts);
    expect(await open()).toEqual([alerts[3]?.id]);
    expect(asked.map(({ id }) => id)).toEqual([alerts[4]?.id, alerts[3]?.id]);
  });

  it("are not looked for among those that are over by themselves", async () => {
    const { open, asked } = judging([
      alertOf(KEY, "filter.too-slow", { reason: "It is slow." }, NOW - DAY_MS),
      alertOf(KEY, "subscription.recovered", { failingSince: at(NOW - DAY_MS) }, NOW - 1),
    ]);
    expect([await open(), asked]).toEqual([[], []]);
  });
});
