import { describe, expect, it } from "vitest";
import { type Alert, alertOf } from "../../../lib/core/alerts/alert.ts";
import { type AlertState, isOpen } from "../../../lib/core/alerts/open-alert.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import type { SubscriptionHead } from "../../../lib/core/health/subscription-heads.ts";
import { DAY_MS, iso, T0 } from "../../support/contracts/sample-records.ts";
import { breakerOf, healthOf } from "../../support/health.ts";

const KEY = { tenantId: "acme", subscriptionId: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV" };
const FAILING_SINCE = iso(T0 - 5 * DAY_MS);
const DISABLE_AT = iso(T0 + DAY_MS);
const HEAD: SubscriptionHead = {
  id: KEY.subscriptionId,
  tenantId: KEY.tenantId,
  tenantName: "Acme",
  url: "https://receiver.example/",
  active: true,
  updatedAt: iso(T0 - DAY_MS),
};

const state = (fields: Partial<AlertState> = {}): AlertState => ({
  subscription: HEAD,
  health: undefined,
  exhaustedAlertAtMs: undefined,
  delivery: undefined,
  ...fields,
});
const off = (fields: Partial<SubscriptionHead>) => state({ subscription: { ...HEAD, active: false, ...fields } });

const breaker = breakerOf(T0 - 900_000);
const failing = alertOf(KEY, "subscription.failing", { since: breaker.since, why: "it fails" }, T0);
const scheduled = alertOf(
  KEY,
  "subscription.disable-scheduled",
  { failingSince: FAILING_SINCE, failures: 30, disableAt: DISABLE_AT },
  T0,
);
const disabling = { failingSince: FAILING_SINCE, disableAt: DISABLE_AT };
const { evidence } = healthOf({});
const doomed = healthOf({ disabling, evidence: { ...evidence, failingSince: FAILING_SINCE } });
const gone = alertOf(KEY, "subscription.disabled", { reason: "gone" }, T0);
const byHand = alertOf(KEY, "subscription.disabled", { reason: "by-hand", by: "admin" }, T0);
const limited = alertOf(KEY, "subscription.rate-limited", { perSecond: 1, oldestHeldAt: iso(T0 - 700_000) }, T0);
const latest = { deliveryId: "dlv_1", eventId: "evt_1", type: "a" };
const exhausted = alertOf(KEY, "delivery.exhausted", { count: 1, since: iso(T0), until: iso(T0), latest }, T0);
const slow = alertOf(KEY, "filter.too-slow", { reason: "It is slow." }, T0);
const recovered = alertOf(KEY, "subscription.recovered", { failingSince: FAILING_SINCE }, T0);
const release = { ...releaseFrom(T0), isOverRate: true as const };

describe("an alert is open", () => {
  it.each<[string, Alert, AlertState]>([
    ["while its breaker is open", failing, state({ health: healthOf({ breaker }) })],
    ["while probes succeed", failing, state({ health: healthOf({ breaker: { ...breaker, passed: 2 } }) })],
    ["until the subscription is switched off", scheduled, state({ health: doomed })],
    [
      "while Posthorn's switch holds",
      gone,
      off({ disabledReason: "gone", disabledAt: iso(T0), updatedAt: iso(T0 + 9) }),
    ],
    ["while it is off by hand", byHand, off({ switchOffAlertAt: iso(T0) })],
    ["while its backlog lasts", limited, state({ health: healthOf({ release: { ...release, alertedAt: iso(T0) } }) })],
    ["while its delivery is exhausted", exhausted, state({ exhaustedAlertAtMs: T0, delivery: "exhausted" })],
    [
      "while its delivery is exhausted, although the subscription is off",
      exhausted,
      { ...off({}), exhaustedAlertAtMs: T0, delivery: "exhausted" },
    ],
    ["about a slow filter, for a day", slow, state()],
  ])("%s", (_case, alert, known) => {
    expect(isOpen(alert, known, T0 + DAY_MS - 1)).toBe(true);
  });
});

describe("an alert is over", () => {
  it.each<[string, Alert, AlertState]>([
    ["when its breaker is closed", failing, state({ health: healthOf({}) })],
    ["when nothing is known about the endpoint any more", failing, state()],
    ["when another outage began", failing, state({ health: healthOf({ breaker: breakerOf(T0) }) })],
    ["when the subscription is off", failing, { ...off({}), health: healthOf({ breaker }) }],
    [
      "when a POST has succeeded",
      scheduled,
      state({ health: { ...doomed, evidence: { ...evidence, failingSince: undefined } } }),
    ],
    [
      "when others count",
      scheduled,
      state({ health: { ...doomed, disabling: { ...disabling, failingSince: iso(T0) } } }),
    ],
    [
      "when it was put off",
      scheduled,
      state({ health: { ...doomed, disabling: { ...disabling, disableAt: iso(T0) } } }),
    ],
    ["when the subscription is switched off at last", scheduled, { ...off({}), health: doomed }],
    ["when it is switched on", gone, state()],
    ["when it was switched off again later", gone, off({ disabledReason: "gone", disabledAt: iso(T0 + 1) })],
    ["when it is off for another reason", gone, off({ disabledReason: "failing", disabledAt: iso(T0) })],
    ["when it is switched on by hand", byHand, state({ subscription: { ...HEAD, switchOffAlertAt: iso(T0) } })],
    ["when a later alert says so", byHand, off({ switchOffAlertAt: iso(T0 + 1) })],
    ["when Posthorn has switched it off since", byHand, off({ switchOffAlertAt: iso(T0), disabledReason: "gone" })],
    ["when its backlog is over", limited, state({ health: healthOf({ release }) })],
    [
      "when another backlog was worth an alert",
      limited,
      state({ health: healthOf({ release: { ...release, alertedAt: iso(T0 + 1) } }) }),
    ],
    ["when its delivery was sent again", exhausted, state({ exhaustedAlertAtMs: T0, delivery: "delivered" })],
    ["when its delivery has expired", exhausted, state({ exhaustedAlertAtMs: T0 })],
    ["when a later alert counts more", exhausted, state({ exhaustedAlertAtMs: T0 + 1, delivery: "exhausted" })],
    ["when the filter was changed", slow, state({ subscription: { ...HEAD, updatedAt: iso(T0 + 1) } })],
    ["from the start, if it tells of a recovery", recovered, state()],
    ...[failing, scheduled, gone, byHand, limited, exhausted, slow].map((alert): [string, Alert, AlertState] => [
      `when the subscription is gone: ${alert.type}`,
      alert,
      state({ subscription: undefined, health: healthOf({ breaker }), exhaustedAlertAtMs: T0, delivery: "exhausted" }),
    ]),
  ])("%s", (_case, alert, known) => {
    expect(isOpen(alert, known, T0)).toBe(false);
  });

  it("about a slow filter, after a day", () => {
    expect(isOpen(slow, state(), T0 + DAY_MS)).toBe(false);
  });
});
