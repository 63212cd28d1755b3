import { failureWords } from "../core/failure-words.ts";
import type { Attempt, Delivery } from "../core/model.ts";

/** In an order fit to read; the number of attempts is not under the name that their list has. */
export function deliveryView(delivery: Delivery) {
  const { id, state, type, eventId, subscriptionId, attempts: attemptCount, lastStatus, failure } = delivery;
  const { nextAttemptAt, createdAt, updatedAt, test } = delivery;
  const what = { id, state, type, eventId, subscriptionId, attemptCount, lastStatus, failure };
  return { ...what, nextAttemptAt, createdAt, updatedAt, test };
}

/** In an order fit to read. */
export function attemptView({ number, at, url, status, failure, detail, timings, excerpt }: Attempt) {
  const { dns, connect, tls, firstByte, total } = timings;
  const outcome = { number, at, url, status, failure, explanation: failure && failureWords(failure), detail };
  return { ...outcome, timings: { dns, connect, tls, firstByte, total }, excerpt };
}
