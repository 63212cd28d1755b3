import { describe, expect, it } from "vitest";
import { type NextStep, nextStep } from "../../../lib/core/delivery/next-step.ts";
import type { DeliveryState, Subscription } from "../../../lib/core/model.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";
import { subscriptionOf } from "../../support/factories.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW_MS + seconds * 1000).toISOString();

const active = subscriptionOf({ maxRetries: 3 });
const inactive = subscriptionOf({ active: false });

const POST = "post";
const OVER = "acknowledge";
const step = (subscription: Subscription | undefined, state: DeliveryState): NextStep =>
  nextStep(taskOfRun(0), subscription, deliveryInState(state), NOW_MS);

describe("the next step of a received message", () => {
  const ENDED = { delivered: OVER, exhausted: "redrive", skipped: OVER, cancelled: OVER } as const;
  const TABLES: [string, Subscription | undefined, Record<DeliveryState, NextStep["do"]>][] = [
    ["active", active, { pending: POST, retrying: POST, ...ENDED }],
    ["inactive", inactive, { pending: "end", retrying: "end", ...ENDED }],
    ["deleted", undefined, { pending: "end", retrying: "end", ...ENDED }],
  ];

  describe.each(TABLES)("to a subscription that is %s", (_name, subscription, table) => {
    it.each(STATES)("when the delivery is %s", (state) => {
      expect(step(subscription, state).do).toBe(table[state]);
    });

    it.each(STATES)("when a later run is %s", (state) => {
      const row = deliveryInState(state, { run: 1 });
      expect(nextStep(taskOfRun(0), subscription, row, NOW_MS)).toEqual({ do: "acknowledge" });
    });
  });

  it.each(STATES)("the row of an earlier run, %s, is ignored", (state) => {
    const row = deliveryInState(state, { attempts: 9 });
    expect(nextStep(taskOfRun(1), active, row, NOW_MS)).toEqual({ do: "post", subscription: active });
  });

  it.each(STATES)("the row of an erased event, %s, allows no POST in any run", (state) => {
    const row = deliveryInState(state, { contentErasedAt: inSeconds(-1) });
    expect(nextStep(taskOfRun(0), active, row, NOW_MS).do).not.toBe(POST);
    expect(nextStep(taskOfRun(1), active, row, NOW_MS)).toEqual({ do: "end", state: "cancelled" });
  });

  it("without a row is a POST", () => {
    expect(nextStep(taskOfRun(0), active, undefined, NOW_MS)).toEqual({ do: "post", subscription: active });
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
    expect(nextStep(taskOfRun(0), active, row, NOW_MS).do).toBe(expected);
  });

  it.each([
    [2, { do: POST, subscription: active }],
    [2.001, { do: "wait", seconds: 3 }],
    [30, { do: "wait", seconds: 30 }],
    [-30, { do: POST, subscription: active }],
  ])("%d s before the next attempt is due", (seconds, expected) => {
    const row = deliveryInState("retrying", { attempts: 1, nextAttemptAt: inSeconds(seconds) });
    expect(nextStep(taskOfRun(0), active, row, NOW_MS)).toEqual(expected);
  });
});
