import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LaneStep, stepInLane } from "../../../lib/core/delivery/lane.ts";
import { type NextStep, nextStep } from "../../../lib/core/delivery/next-step.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import { isTroubled } from "../../../lib/core/health/holding.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { breakerOf, healthOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW_MS + seconds * 1000).toISOString();
const SLOW = healthOf({ slowSince: inSeconds(-60) });
const KNOWN: readonly Health[] = [
  SLOW,
  healthOf(),
  healthOf({ breaker: breakerOf(NOW_MS, { probingUntilMs: NOW_MS + 1 }) }),
  healthOf({ paused: { since: inSeconds(-60) } }),
];

const rows = fc
  .record({
    state: fc.constantFrom(...STATES),
    run: fc.nat(2),
    before: fc.nat(4),
    made: fc.nat(4),
    dueInSeconds: fc.integer({ min: -100, max: 2000 }),
  })
  .map(({ state, run, before, made, dueInSeconds }) =>
    deliveryInState(state, {
      run,
      attemptsBeforeRun: before,
      attempts: before + made,
      ...(state === "retrying" && { nextAttemptAt: inSeconds(dueInSeconds) }),
    }),
  );

interface Case {
  step: NextStep;
  task: DeliveryTask;
  row: Delivery | undefined;
  subscription: Subscription | undefined;
  health: Health | undefined;
}

/** Every kind of message that a lane may receive. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    task: fc
      .tuple(fc.nat(2), fc.option(fc.nat(1)))
      .map(([run, probe]) => taskOfRun(run, probe === null ? {} : { probe })),
    row: fc.option(rows, { nil: undefined }),
    subscription: fc.option(
      fc
        .record({ timeoutSeconds: fc.integer({ min: 1, max: 60 }), active: fc.boolean(), maxRetries: fc.nat(5) })
        .map(subscriptionOf),
      { nil: undefined, freq: 10 },
    ),
    health: fc.option(fc.constantFrom(...KNOWN), { nil: undefined }),
  })
  .map((one) => ({ ...one, step: nextStep(one.task, one.subscription, one.row, one.health, NOW_MS) }));

const inLane = (lane: "quick" | "patient", { step, task, subscription, row, health }: Case): LaneStep =>
  stepInLane(lane, step, task, subscription, row, health, NOW_MS);

const isFirstOfRun = ({ task, row }: Case): boolean =>
  !row || row.run < task.run || row.attempts === row.attemptsBeforeRun;

describe("the quick lane", () => {
  it("POSTs only first attempts of a run, to healthy endpoints with a limit of at most 30 s", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { step, health, subscription } = one;
        const isQuick = isFirstOfRun(one) && !isTroubled(health, NOW_MS) && Number(subscription?.timeoutSeconds) <= 30;
        expect(inLane("quick", one).do === "post").toBe(step.do === "post" && isQuick);
      }),
      { numRuns: 1000 },
    );
  });

  it("hands over what it may not POST at once, and what must wait with its wait", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { step } = one;
        const made = inLane("quick", one);
        if (step.do === "wait") expect(made).toEqual({ do: "handOver", seconds: step.seconds });
        else if (step.do === "post" && made.do !== "post") expect(made).toEqual({ do: "handOver", seconds: 0 });
        else expect(made).toBe(step);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [30, "post"],
    [31, "handOver"],
  ])("with a limit of %i s: %s", (timeoutSeconds, expected) => {
    const step: NextStep = { do: "post", subscription: subscriptionOf({ timeoutSeconds }) };
    expect(stepInLane("quick", step, taskOfRun(0), undefined, undefined, undefined, NOW_MS).do).toBe(expected);
  });
});

describe("a delivery of an ordered subscription", () => {
  const orderedCases = cases.map((one) => {
    const subscription = one.subscription && { ...one.subscription, ordered: true as const };
    return { ...one, subscription, step: nextStep(one.task, subscription, one.row, one.health, NOW_MS) };
  });

  it("goes to its lane if it must be POSTed, sooner or later", () => {
    fc.assert(
      fc.property(orderedCases, fc.constantFrom("quick" as const, "patient" as const), (one, lane) => {
        const made = inLane(lane, one);
        const isTurn = ["post", "hold", "wait"].includes(one.step.do);
        expect(made).toEqual(isTurn && one.subscription ? { do: "order", subscription: one.subscription } : one.step);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays in its lane", () => {
    const stay = (one: Case) =>
      stepInLane("ordered", one.step, one.task, one.subscription, one.row, one.health, NOW_MS);
    fc.assert(fc.property(orderedCases, (one) => void expect(stay(one)).toBe(one.step)));
  });
});

it("the patient lane leaves every step alone", () => {
  fc.assert(fc.property(cases, (one) => void expect(inLane("patient", one)).toBe(one.step)));
});
