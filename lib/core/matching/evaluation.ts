import { memoized } from "../kit/lru.ts";
import { isTimeUp, withinMs } from "../kit/watchdog.ts";
import type { Event, Subscription } from "../model.ts";
import { type Condition, ConditionError, type ConditionInput, compileCondition } from "./condition.ts";

/** What an expression came to; `reason` when it failed instead of saying no. */
export interface Verdict {
  met: boolean;
  reason?: string;
}

/** Says whether an event meets an expression, for a subscription. Never throws. */
export type Evaluate = (expression: string, subscription: Pick<Subscription, "id" | "name" | "metadata">) => Verdict;

/** The time that the expressions of one request have left between them. */
export interface Allowance {
  leftMs: number;
  /** Of it, for those that can be slow. */
  slowLeftMs: number;
}

export interface EvaluationOptions {
  /** Compiled expressions that are kept. */
  kept?: number;
  /** How long one slow expression may run. */
  slowMs?: number;
  elapsedMs?: () => number;
}

/** With more, to look for one long text in another, or to join lists, can take seconds: the clock costs 0.1 ms. */
const LITTLE_DATA = 4_096;

/**
 * What all expressions of one request may take: less than the function has, so that a tenant with bad ones still
 * gets its other deliveries.
 */
export const newAllowance = (): Allowance => ({ leftMs: 10_000, slowLeftMs: 2_000 });

/**
 * Evaluates expressions, each compiled once. An expression's text is its version: a changed one is another.
 * Of each event the data is parsed once, when the first expression asks for it.
 */
export function evaluations({
  kept = 2_000,
  slowMs = 200,
  elapsedMs = performance.now.bind(performance),
}: EvaluationOptions = {}) {
  const compiled = memoized(kept, compileOrError);

  return function evaluationOf(event: Event, allowance: Allowance): Evaluate {
    const { id, type, occurredAt } = event;
    let parsed: { data: unknown } | undefined;
    const dataOf = () => {
      parsed ??= { data: JSON.parse(event.data) };
      return parsed.data;
    };

    return function evaluate(expression, subscription) {
      const condition = compiled(expression);
      if (condition instanceof ConditionError) return failed(condition);
      if (allowance.leftMs <= 0 || (condition.slow && allowance.slowLeftMs <= 0)) return OUT_OF_TIME;
      const { id: subscriptionId, name = "", metadata } = subscription;
      const startedAt = elapsedMs();
      try {
        const about = { id: subscriptionId, name, metadata };
        return verdictOf(run(condition, { event: { id, type, occurredAt }, data: dataOf(), subscription: about }));
      } catch (error) {
        return failed(error);
      } finally {
        const took = elapsedMs() - startedAt;
        allowance.leftMs -= took;
        if (condition.slow) allowance.slowLeftMs -= took;
      }
    };

    function run(condition: Condition, input: ConditionInput): unknown {
      if (!condition.slow && event.data.length <= LITTLE_DATA) return condition.run(input);
      const leftMs = condition.slow ? allowance.slowLeftMs : allowance.leftMs;
      return withinMs(Math.ceil(Math.min(slowMs, leftMs)), () => condition.run(input));
    }
  };
}

const OUT_OF_TIME: Verdict = { met: false, reason: "the expressions of this request took too long together" };

function compileOrError(text: string): Condition | ConditionError {
  try {
    return compileCondition(text);
  } catch (error) {
    return error instanceof ConditionError ? error : new ConditionError("can't be read");
  }
}

const verdictOf = (value: unknown): Verdict =>
  typeof value === "boolean" ? { met: value } : { met: false, reason: "came to neither true nor false" };

const failed = (error: unknown): Verdict => ({ met: false, reason: isTimeUp(error) ? "took too long" : textOf(error) });

/** An error's text may quote data, of any length. */
function textOf(error: unknown): string {
  const { summary, range, at, message } = error as ConditionError & { summary?: string; range?: { start: number } };
  const place = range?.start ?? at;
  return (summary ?? message).slice(0, 300) + (place === undefined ? "" : ` (at position ${place})`);
}
