import { describe, expect, it } from "vitest";
import { type NextStep, nextStep } from "../../../lib/core/delivery/next-step.ts";
import type { Standing } from "../../../lib/core/health/health.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import type { DeliveryState, HeldFor } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { breakerOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW_MS + seconds * 1000).toISOString();

const active = subscriptionOf({ maxRetries: 3 });
const inactive = subscriptionOf({ active: false });

const POST = "post";
const OVER = "acknowledge";
const step = (subscription: Subscription | undefined, state: DeliveryState): NextStep =>
  nextStep(taskOfRun(0), subscription, deliveryInState(state), undefined, NOW_MS);

describe("the next step of a received message", () => {
  const ENDED = { delivered: OVER, exhausted: "redrive", skipped: OVER, cancelled: OVER } as const;
  const TABLES: [string, Subscription | undefined, Record<DeliveryState, NextStep["do"]>][] = [
    ["active", active, { pending: POST, retrying: POST, held: POST, ...ENDED }],
    ["inactive", inactive, { pending: "end", retrying: "end", held: "end", ...ENDED }],
    ["deleted", undefined, { pending: "end", retrying: "end", held: "end", ...ENDED }],
  ];

  describe.each(TABLES)("to a subscription that is %s", (_name, subscription, table) => {
    it.each(STATES)("when the delivery is %s", (state) => {
      expect(step(subscription, state).do).toBe(table[state]);
    });

    it.each(STATES)("when a later run is %s", (state) => {
      const row = deliveryInState(state, { run: 1 });
      expect(nextStep(taskOfRun(0), subscription, row, undefined, NOW_MS)).toEqual({ do: "acknowledge" });
    });
  });

  it.each(STATES)("the row of an earlier run, %s, is ignored", (state) => {
    const row = deliveryInState(state, { attempts: 9 });
    expect(nextStep(taskOfRun(1), active, row, undefined, NOW_MS)).toEqual({ do: "post", subscription: active });
  });

  it.each(STATES)("the row of an erased event, %s, allows no POST in any run", (state) => {
    const row = deliveryInState(state, { contentErasedAt: inSeconds(-1) });
    expect(nextStep(taskOfRun(0), active, row, undefined, NOW_MS).do).not.toBe(POST);
    expect(nextStep(taskOfRun(1), active, row, undefined, NOW_MS)).toEqual({ do: "end", state: "cancelled" });
  });

  it("without a row is a POST", () => {
    expect(nextStep(taskOfRun(0), active, undefined, undefined, NOW_MS)).toEqual({ do: "post", subscription: active });
  });

  it.each([
    ["deleted", undefined, "cancelled"],
    ["inactive", inactive, "skipped"],
  ] as const)("of a subscription that is %s ends the delivery as %s", (_name, subscription, state) => {
    expect(step(subscription, "pending")).toEqual({ do: "end", state });
  });

  it.each([
    [0, 3, POST],
    [0, 4, "end"],
    [4, 7, POST],
    [4, 8, "end"],
  ])("with %i attempts before the run and %i in all, of 4 allowed: %s", (attemptsBeforeRun, attempts, expected) => {
    const row = deliveryInState("retrying", { attempts, attemptsBeforeRun });
    expect(nextStep(taskOfRun(0), active, row, undefined, NOW_MS).do).toBe(expected);
  });

  it.each([
    [2, { do: POST, subscription: active }],
    [2.001, { do: "wait", seconds: 3 }],
    [30, { do: "wait", seconds: 30 }],
    [-30, { do: POST, subscription: active }],
  ])("%d s before the next attempt is due", (seconds, expected) => {
    const row = deliveryInState("retrying", { attempts: 1, nextAttemptAt: inSeconds(seconds) });
    expect(nextStep(taskOfRun(0), active, row, undefined, NOW_MS)).toEqual(expected);
  });
});

describe("while an endpoint's deliveries are held", () => {
  const breaker = breakerOf(NOW_MS - 60_000, { failedProbes: 2, probingUntilMs: NOW_MS + 1 });
  const paused = { since: inSeconds(-60), untilMs: NOW_MS + 1 };

  it.each<[string, Standing, HeldFor]>([
    ["the breaker is open", { breaker }, "breaker"],
    ["it is paused for a while", { paused }, "paused"],
    ["it is paused by hand", { paused: { since: inSeconds(-60) } }, "paused"],
    ["it is paused, and the breaker is open", { breaker, paused }, "paused"],
  ])("because %s: a message is held", (_why, standing, reason) => {
    const rowOf = (holds: number) => deliveryInState("pending", { holds });
    expect(nextStep(taskOfRun(0), active, undefined, standing, NOW_MS)).toEqual({ do: "hold", reason });
    expect(nextStep(taskOfRun(0, { holds: 2 }), active, rowOf(2), standing, NOW_MS)).toEqual({ do: "hold", reason });
  });

  it.each<[string, Standing | undefined]>([
    ["nothing is known", undefined],
    ["its pause is over", { paused: { ...paused, untilMs: NOW_MS } }],
    ["its deliveries are released", { release: releaseFrom(NOW_MS) }],
  ])("but not if %s", (_why, standing) => {
    expect(nextStep(taskOfRun(0), active, undefined, standing, NOW_MS)).toEqual({ do: "post", subscription: active });
  });

  it.each([
    ["was deleted", undefined, "cancelled"],
    ["is inactive", inactive, "skipped"],
  ] as const)("a message of a subscription that %s ends", (_case, subscription, state) => {
    expect(nextStep(taskOfRun(0), subscription, undefined, { breaker }, NOW_MS)).toEqual({ do: "end", state });
  });

  it.each(STATES)("a message from before the delivery was held is stale: %s", (state) => {
    const row = deliveryInState(state, { holds: 2 });
    expect(nextStep(taskOfRun(0, { holds: 1 }), active, row, undefined, NOW_MS)).toEqual({ do: "acknowledge" });
  });

  it.each<[string, string, Standing | undefined]>([
    ["post", "while probes are under way", { breaker }],
    ["acknowledge", "after its lease", { breaker: { ...breaker, probingUntilMs: NOW_MS } }],
    ["acknowledge", "after another probe failed", { breaker: { ...breaker, failedProbes: 3 } }],
    ["acknowledge", "during a pause", { breaker, paused }],
    ["acknowledge", "after the breaker closed", { release: releaseFrom(NOW_MS) }],
    ["acknowledge", "after the endpoint was forgotten", undefined],
  ])("a probe is to %s %s", (expected, _when, standing) => {
    const probe = taskOfRun(0, { holds: 1, probe: 2 });
    const row = deliveryInState("held", { holds: 1, heldFor: "breaker" });
    expect(nextStep(probe, active, row, standing, NOW_MS).do).toBe(expected);
  });
});
