import type { Event } from "../model/event.ts";
import type { Allowance } from "./allowance.ts";
import type { Subject } from "./expression-input.ts";
import { type Evaluation, resultOf } from "./expression-result.ts";
import { type EvaluationOptions, expressionValues } from "./expression-values.ts";

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
