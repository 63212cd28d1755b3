import { explainFailure } from "../../core/delivery/failure-explanation.ts";
import { matchedTypesOf } from "../../core/matching/recorded-matches.ts";
import type { Attempt } from "../../core/model/attempt.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { EventRecord } from "../../core/model/event.ts";

/** A delivery as the API shows it. In the API, `attempts` is a list of attempts, and `attemptCount` is their number. */
export function deliveryView(delivery: Delivery) {
  const { id, state, type, eventId, subscriptionId, attempts: attemptCount, lastStatus, failure } = delivery;
  const { nextAttemptAt, heldFor, createdAt, updatedAt, test, run, trigger, replayId } = delivery;
  const what = { id, state, type, eventId, subscriptionId, attemptCount, lastStatus, failure };
  return { ...what, nextAttemptAt, heldFor, createdAt, updatedAt, test, run, trigger, replayId };
}

/** A delivery with the event types by which it matched. A test send matched nothing. */
export function matchedDeliveryView(delivery: Delivery, event: EventRecord | undefined) {
  const matched = event && !event.test && { matchedTypes: matchedTypesOf(event, delivery.subscriptionId) };
  return { ...deliveryView(delivery), ...matched };
}

/** An attempt as the API shows it. */
export function attemptView(attempt: Attempt) {
  const { requestHeaders, bodyDigest, answerHeaders, excerpt, secretVersion } = attempt;
  return { ...attemptOutcomeView(attempt), requestHeaders, bodyDigest, answerHeaders, excerpt, secretVersion };
}

/** An attempt without what was sent and answered. */
export function attemptOutcomeView(attempt: Attempt) {
  const { number, at, url, status, failure, detail, trigger } = attempt;
  const { dns, connect, tls, firstByte, total } = attempt.timings;
  const outcome = { number, at, url, status, failure, explanation: failure && explainFailure(failure), detail };
  return { ...outcome, timings: { dns, connect, tls, firstByte, total }, trigger };
}
