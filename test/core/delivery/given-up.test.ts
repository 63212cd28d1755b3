import { describe, expect, it } from "vitest";
import { lateRecord } from "../../../lib/core/delivery/late-record.ts";
import {
  cancelled,
  givenUp,
  hasEnded,
  held,
  nextRun,
  renewed,
  stillHeld,
} from "../../../lib/core/delivery/lifecycle.ts";
import { nextStep } from "../../../lib/core/delivery/next-step.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";
import { subscriptionOf } from "../../support/factories.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();
const subscription = subscriptionOf({ maxRetries: 3 });
const heldOnce = { attempts: 1, attemptsBeforeRun: 1, heldFor: "breaker" as const, holds: 1 };

describe("a delivery that was given up after an attempt and a hold, because its event was missing", () => {
  const row = givenUp(deliveryInState("held", heldOnce), NOW_MS) as Delivery;

  it("is cancelled, and goes on with the next message", () => {
    expect(row).toMatchObject({ state: "cancelled", attempts: 1, updatedAt: NOW });
    expect([row.heldFor, row.holds, hasEnded(row)]).toEqual([undefined, undefined, false]);
    expect(nextStep(taskOfRun(0), subscription, row, undefined, NOW_MS).do).toBe("post");
    expect(held(taskOfRun(0), row, "paused", NOW_MS).eventMissing).toBeUndefined();
  });

  it("takes the outcome of a POST that was under way", () => {
    const delivery = deliveryInState("delivered", { attempts: 1 });
    expect(lateRecord(row, { before: undefined, delivery })?.delivery.state).toBe("delivered");
  });

  it("is held, or skipped, if its event is accepted again and its subscription holds, or is switched off", () => {
    const fresh = deliveryInState("held", { heldFor: "paused", holds: 1 });
    expect(renewed(row, fresh, NOW_MS)).toMatchObject({ state: "held", heldFor: "paused", holds: 1, attempts: 1 });
    const after = renewed(row, deliveryInState("skipped"), NOW_MS);
    expect([after?.state, after?.eventMissing]).toEqual(["skipped", undefined]);
  });

  it("stays cancelled once a person cancels it", () => {
    const after = cancelled(row, NOW_MS);
    expect([after?.state, after && hasEnded(after)]).toEqual(["cancelled", true]);
  });

  it("ends once a person has asked for another run", () => {
    expect(nextRun(row, { trigger: "manual" }, NOW_MS).eventMissing).toBeUndefined();
  });

  it("stays as it is once its event was erased", () => {
    const erasedRow = { ...row, contentErasedAt: NOW };
    expect(renewed(erasedRow, deliveryInState("skipped"), NOW_MS)).toBeUndefined();
    expect(nextStep(taskOfRun(0), subscription, erasedRow, undefined, NOW_MS)).toEqual({
      do: "end",
      state: "cancelled",
    });
  });
});

it("a delivery that somebody cancelled while its event was missing stays cancelled", () => {
  const row = deliveryInState("cancelled", { attempts: 1 });
  expect(hasEnded(row)).toBe(true);
  expect(renewed(row, deliveryInState("held", { heldFor: "paused", holds: 1 }), NOW_MS)).toBeUndefined();
  expect(nextStep(taskOfRun(0), subscription, row, undefined, NOW_MS)).toEqual({ do: "acknowledge" });
});

it.each(STATES)("waits for its event a little longer only while it waits without a message: %s", (state) => {
  expect(stillHeld(deliveryInState(state), NOW_MS)?.updatedAt).toBe(state === "held" ? NOW : undefined);
  const parked = stillHeld(deliveryInState(state, { parkedUntil: NOW }), NOW_MS);
  expect(parked !== undefined).toBe(state === "held" || state === "retrying");
});
