/** Errors may quote data, which has no limit of its own. */
const MAX_REASON_CHARACTERS = 300;

/** What an error of an expression may carry: CEL's errors have `summary` and `range`, a `ConditionError` has `at`. */
interface ExpressionError {
  message: string;
  summary?: string;
  range?: { start: number };
  at?: number;
}

/** Tells why the evaluation of an expression failed, and at which position, as a phrase for people. */
export function failureReason(error: unknown): string {
  const { summary, range, at, message } = error as ExpressionError;
  const place = range?.start ?? at;
  const reason = (summary ?? message).slice(0, MAX_REASON_CHARACTERS);
  return place === undefined ? reason : `${reason} (at position ${place})`;
}
