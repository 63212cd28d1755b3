import { memoized } from "../kit/lru.ts";
import { isTimeUp, withinMs } from "../kit/watchdog.ts";
import type { Event } from "../model/event.ts";
import { type Allowance, leftFor, spend } from "./allowance.ts";
import {
  type Condition,
  ConditionError,
  type ConditionInput,
  compileOrError,
  type ExpressionKind,
} from "./condition.ts";
import { inputsOf, type Subject } from "./expression-input.ts";
import { type ExpressionValue, failedBy } from "./expression-result.ts";

export interface EvaluationOptions {
  /** The number of compiled expressions to keep. */
  kept?: number;
  /** The longest time that one slow expression may run. */
  slowMs?: number;
  elapsedMs?: () => number;
}

/**
 * Quick expressions over at most this much data, in characters, run without a watchdog, which costs 0.1 ms. With more
 * data, finding one long string in another or joining lists can take seconds.
 */
const LITTLE_DATA = 4_096;

/**
 * Evaluates expressions. Each expression is compiled once. The cache's key is the expression's text, so a changed
 * expression is compiled again. The data of each event is parsed once, when the first expression needs it.
 */
export function expressionValues(
  kind: ExpressionKind,
  { kept = 2_000, slowMs = 200, elapsedMs = performance.now.bind(performance) }: EvaluationOptions = {},
) {
  const compiled = memoized(kept, (text: string) => compileOrError(text, kind));

  return function valuesFor(event: Event, allowance: Allowance) {
    const inputFor = inputsOf(event);

    /** The value of an expression for a subscription. Never throws. */
    return function valueFor(expression: string, subscription: Subject): ExpressionValue {
      const condition = compiled(expression);
      if (condition instanceof ConditionError) return failedBy(condition);
      const leftMs = leftFor(allowance, subscription.id, condition.slow);
      if (leftMs <= 0) return OUT_OF_TIME;
      const limitMs = Math.ceil(Math.min(slowMs, leftMs));
      try {
        // The clock starts after this: reading the event's data costs no subscription anything.
        const input = inputFor(subscription);
        return timed(condition, input, limitMs);
      } catch (error) {
        return failedBy(error);
      }
    };

    function timed(condition: Condition, input: ConditionInput, limitMs: number): ExpressionValue {
      const startedAt = elapsedMs();
      const spendAtLeast = (leastMs: number) =>
        spend(allowance, input.subscription.id, condition.slow, Math.max(elapsedMs() - startedAt, leastMs));
      try {
        const value = run(condition, input, limitMs);
        spendAtLeast(0);
        return { value };
      } catch (error) {
        // The two clocks differ a little. After a time-out, the time must be up by both.
        spendAtLeast(isTimeUp(error) ? limitMs : 0);
        return isTimeUp(error) ? outOfTime(limitMs) : failedBy(error);
      }
    }

    function run(condition: Condition, input: ConditionInput, limitMs: number): unknown {
      if (!condition.slow && event.data.length <= LITTLE_DATA) return condition.run(input);
      return withinMs(limitMs, () => condition.run(input));
    }
  };
}

const OUT_OF_TIME: ExpressionValue = {
  reason: "had no time left, because other expressions took too long",
  undecided: true,
};

const outOfTime = (limitMs: number): ExpressionValue => ({
  reason: `took longer than ${durationText(limitMs)}`,
  undecided: true,
});

/** A duration for people: `200 ms`, `2 s`. */
export const durationText = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);
