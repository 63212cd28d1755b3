import { ConditionError, compileOrError } from "./condition.ts";
import { type InputEvent, inputsOf, type Subject } from "./expression-input.ts";
import { type Evaluation, failedBy, resultOf } from "./expression-result.ts";

/**
 * Evaluates a condition over an event without a time limit, for callers that can be stopped from outside, such as a
 * browser's worker. Apart from the limit, the result is that of `evaluations`. Needs nothing of Node. Never throws.
 */
export function evaluateUntimed(expression: string, event: InputEvent, subscription: Subject): Evaluation {
  const condition = compileOrError(expression, "condition");
  if (condition instanceof ConditionError) return resultOf(failedBy(condition));
  try {
    return resultOf({ value: condition.run(inputsOf(event)(subscription)) });
  } catch (error) {
    return resultOf(failedBy(error));
  }
}
