import { failureWords } from "../../core/delivery/failure-words.ts";
import { matchedTypesOf } from "../../core/matching/recorded-matches.ts";
import type { Attempt, Delivery, EventRecord } from "../../core/model.ts";

/** In an order fit to read; the number of attempts is not under the name that their list has. */
export function deliveryView(delivery: Delivery) {
  const { id, state, type, eventId, subscriptionId, attempts: attemptCount, lastStatus, failure } = delivery;
  const { nextAttemptAt, createdAt, updatedAt, test, run, trigger, replayId } = delivery;
  const what = { id, state, type, eventId, subscriptionId, attemptCount, lastStatus, failure };
  return { ...what, nextAttemptAt, createdAt, updatedAt, test, run, trigger, replayId };
}

/** In an order fit to read. */
export function attemptView(attempt: Attempt) {
  const { number, at, url, status, failure, detail, trigger } = attempt;
  const { dns, connect, tls, firstByte, total } = attempt.timings;
  const outcome = { number, at, url, status, failure, explanation: failure && failureWords(failure), detail };
  const { requestHeaders, bodyDigest, answerHeaders, excerpt, secretVersion } = attempt;
  const bytes = { requestHeaders, bodyDigest, answerHeaders, excerpt, secretVersion };
  return { ...outcome, timings: { dns, connect, tls, firstByte, total }, trigger, ...bytes };
}

/** The types by which an event gave a subscription its delivery; none of a test send, which matched nothing. */
export const matchedTypesView = (event: EventRecord, subscriptionId: string) =>
  event.test ? {} : { matchedTypes: matchedTypesOf(event, subscriptionId) };
