import type { Event } from "../model.ts";
import type { Allowance } from "./allowance.ts";
import { type EvaluationOptions, type ExpressionValue, expressionValues, type Subject } from "./expression-values.ts";

/**
 * The result of an expression. `reason` tells why the evaluation failed. An expression whose evaluation failed is not
 * met, unless it is `undecided`: it ran out of time, and with more time it may be met.
 */
export interface Evaluation {
  met: boolean;
  reason?: string;
  undecided?: true;
}

/** Tells whether an event meets an expression, for a subscription. Never throws. */
export type Evaluate = (expression: string, subscription: Subject) => Evaluation;

/** Evaluates conditions, as `expressionValues` does. */
export function evaluations(options?: EvaluationOptions) {
  const valuesFor = expressionValues("condition", options);

  return function evaluationOf(event: Event, allowance: Allowance): Evaluate {
    const valueFor = valuesFor(event, allowance);
    return (expression, subscription) => resultOf(valueFor(expression, subscription));
  };
}

function resultOf(result: ExpressionValue): Evaluation {
  if (!("value" in result)) return { met: false, ...result };
  return typeof result.value === "boolean"
    ? { met: result.value }
    : { met: false, reason: "was neither true nor false" };
}
