import type { EventRecord } from "../model/event.ts";
import type { Subscription } from "../model/subscription.ts";
import type { Catalog } from "./catalog.ts";
import { decide, type MatchDecision } from "./decision.ts";
import type { Evaluate } from "./evaluation.ts";
import { isOwnType, patternMatches } from "./event-types.ts";
import { matchedTypesOf, wasSkipped } from "./recorded-matches.ts";

/** Why an event did or did not create a delivery for a subscription. */
export interface Explanation {
  subscriptionId: string;
  name?: string;
  step: MatchDecision["step"];
  /** One or two sentences for people. */
  reason: string;
  matchedTypes?: string[];
  /** True if the explanation comes from the event's record. Otherwise it comes from the current settings. */
  recorded: boolean;
  /** The subscription was created or changed after the event came in. Absent if the subscription was deleted. */
  changedSince?: boolean;
}

/**
 * Explains an event for a subscription that got a delivery.
 *
 * @param subscription undefined if it has been deleted
 */
export function explainRecorded(event: EventRecord, id: string, subscription: Subscription | undefined): Explanation {
  const skipped = wasSkipped(event, id);
  return {
    subscriptionId: id,
    name: subscription?.name,
    step: skipped ? "inactive" : "matched",
    reason: event.test ? TEST : skipped ? SKIPPED : MATCHED,
    matchedTypes: event.test ? undefined : matchedTypesOf(event, id),
    recorded: true,
    changedSince: subscription && changedSince(event, subscription),
  };
}

const TEST = "The event was a test send to this subscription only.";
const SKIPPED = "The subscription matched, but was inactive. The delivery was recorded as skipped, and was not queued.";
const MATCHED = "The subscription matched, and got a delivery.";

/**
 * Explains an event for a subscription about which it took more time to decide. Undefined if the decision was made when
 * the event came in.
 */
export function explainLater(event: EventRecord, subscription: Subscription): Explanation | undefined {
  const { id, name } = subscription;
  if (!event.undecidedIds?.includes(id)) return undefined;
  const miss = event.misses?.find(({ subscriptionId }) => subscriptionId === id);
  return {
    subscriptionId: id,
    name,
    step: miss?.step ?? "undecided",
    reason: miss ? decisionText(miss) : event.contentErasedAt ? ERASED : PENDING,
    recorded: true,
    changedSince: changedSince(event, subscription),
  };
}

const PENDING =
  "Posthorn has not decided yet, because the filter or a condition took too long. It will, within minutes.";

/** Explains an event for a subscription that got no delivery, from the current settings. */
export function explainToday(
  event: EventRecord,
  subscription: Subscription,
  catalog: Catalog,
  evaluate: Evaluate,
): Explanation {
  const decision = decide(subscription, event.type, catalog.derivedFrom(event.type), evaluate);
  const isErased = needsData(decision) && event.contentErasedAt !== undefined;
  return {
    subscriptionId: subscription.id,
    name: subscription.name,
    step: decision.step,
    reason: isErased ? ERASED : isKeptFrom(subscription, event) ? OWN_TYPE : decisionText(decision),
    matchedTypes: decision.step === "matched" ? decision.types : undefined,
    recorded: false,
    changedSince: changedSince(event, subscription),
  };
}

const ERASED = "The filter or condition can't be evaluated any more, because the event's content has been erased.";

/** The subscription takes every type, except those of Posthorn's own events. */
const isKeptFrom = ({ events }: Subscription, { type }: EventRecord): boolean =>
  isOwnType(type) && events.includes("*") && !events.some((pattern) => patternMatches(pattern, type));

const OWN_TYPE = "Posthorn sent the event itself. The pattern `*` includes no types that begin with `posthorn.`.";

const needsData = ({ step }: MatchDecision): boolean =>
  step === "filter" || step === "derived-condition" || step === "undecided";

const changedSince = ({ receivedAt }: EventRecord, { updatedAt }: Subscription): boolean => updatedAt > receivedAt;

function decisionText(decision: MatchDecision): string {
  switch (decision.step) {
    case "matched":
      return (
        "The subscription matches with the current settings, but got no delivery: " +
        "its settings or the catalog were different when the event came in."
      );
    case "inactive":
      return "The subscription matches with the current settings, but is inactive.";
    case "type":
      return "The subscription lists no type that the event has.";
    case "derived-condition":
      return `The event does not meet the condition of a derived type that the subscription lists.${failureNote(decision)}`;
    case "undecided":
      return `Posthorn can't tell now: ${decision.reason}.`;
    case "filter":
      return `The event does not meet the subscription's filter.${failureNote(decision)}`;
  }
}

const failureNote = ({ reason }: { reason?: string }): string =>
  reason === undefined ? "" : ` The evaluation failed: ${reason}.`;
