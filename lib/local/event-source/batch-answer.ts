/**
 * Returns the ids of the messages that a function's answer reports as failed. An invalid answer fails the whole batch.
 * An empty answer means that the whole batch succeeded
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting).
 */
export function failedMessageIds(answer: unknown, batch: readonly string[]): Set<string> {
  const failures = listOf(answer);
  if (failures === null || failures === undefined) return new Set();
  const all = new Set(batch);
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id) => typeof id === "string" && all.has(id)) ? new Set(ids as string[]) : all;
}

function listOf(answer: unknown): unknown {
  if (answer === null || answer === undefined) return undefined;
  const isObject = typeof answer === "object" && !Array.isArray(answer);
  return isObject ? (answer as { batchItemFailures?: unknown }).batchItemFailures : "not an answer";
}
