import { newAllowance } from "../matching/allowance.ts";
import { decide } from "../matching/decision.ts";
import { type Evaluate, evaluations } from "../matching/evaluation.ts";
import { durationText } from "../matching/expression-values.ts";
import type { LaterMatch, LaterMiss } from "../matching/later-matches.ts";
import type { DerivedType } from "../model/catalog-entry.ts";
import type { Event } from "../model/event.ts";
import type { Subscription } from "../model/subscription.ts";

/** A decision that is final, whether or not an expression ran out of time. */
export type SlowDecision = (Pick<LaterMatch, "types"> | Pick<LaterMiss, "step" | "reason">) & {
  /** A sentence for people about the expression that took too long. */
  problem?: string;
};

export type SlowDecider = (event: Event, subscription: Subscription, derived: readonly DerivedType[]) => SlowDecision;

/** The longest time of one expression, and of all expressions of a subscription on one event. */
const LIMIT_MS = 2_000;
const EACH_MS = 2 * LIMIT_MS;

/** A subscription whose decision takes longer is told so: its deliveries always come late. */
const SLOW_MS = 200;

/** Makes a function that decides with much more time than a request has for a subscription. */
export function slowDecisions({ limitMs = LIMIT_MS, eachMs = EACH_MS, slowMs = SLOW_MS } = {}): SlowDecider {
  const evaluationOf = evaluations({ slowMs: limitMs });

  return function decideSlowly(event, subscription, derived) {
    const allowance = newAllowance({ leftMs: eachMs, slowLeftMs: eachMs, eachMs });
    const timedOut: string[] = [];
    const evaluate = evaluationOf(event, allowance);
    /** This is the last try, so an expression that runs out of time is not met. */
    const evaluateFinally: Evaluate = (expression, subject) => {
      const { met, reason, undecided } = evaluate(expression, subject);
      const what = expression === subscription.filter ? "filter" : "condition of a derived type";
      if (undecided) timedOut.push(`The ${what} ${reason}, so it does not match.`);
      return { met, ...(reason !== undefined && { reason }) };
    };
    const decision = decide(subscription, event.type, derived, evaluateFinally);
    const usedMs = Math.round(allowance.usedMs.get(subscription.id) ?? 0);
    const late = usedMs > slowMs ? `The expressions took ${durationText(usedMs)}, so deliveries come late.` : undefined;
    return { ...settled(decision), ...problemOf(timedOut[0] ?? late) };
  };
}

const problemOf = (problem: string | undefined) => (problem === undefined ? {} : { problem });

function settled(decision: ReturnType<typeof decide>): SlowDecision {
  if ("types" in decision) return { types: decision.types };
  const { step } = decision;
  if (step === "undecided") throw new Error("a decision without time limits is undecided");
  return "reason" in decision && decision.reason !== undefined ? { step, reason: decision.reason } : { step };
}
