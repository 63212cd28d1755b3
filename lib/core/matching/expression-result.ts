import { failureReason } from "./evaluation-failure.ts";

/** The value of an expression, or why its evaluation failed. `undecided`: with more time, it may have a value. */
export type ExpressionValue = { value: unknown; reason?: undefined } | { reason: string; undecided?: true };

/**
 * The result of a condition. `reason` tells why the evaluation failed. A condition whose evaluation failed is not met,
 * unless it is `undecided`: it ran out of time, and with more time it may be met.
 */
export interface Evaluation {
  met: boolean;
  reason?: string;
  undecided?: true;
}

/** Reads an expression's value as the result of a condition. */
export function resultOf(result: ExpressionValue): Evaluation {
  if (!("value" in result)) return { met: false, ...result };
  return typeof result.value === "boolean"
    ? { met: result.value }
    : { met: false, reason: "was neither true nor false" };
}

/** The result of an expression that threw an error. */
export const failedBy = (error: unknown): ExpressionValue & { reason: string } => ({ reason: failureReason(error) });
