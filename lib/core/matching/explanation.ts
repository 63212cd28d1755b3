import type { EventRecord, Subscription } from "../model.ts";
import type { Catalog } from "./catalog.ts";
import type { Evaluate } from "./evaluation.ts";
import { type Decision, decide, matchedTypesOf, wasSkipped } from "./matching.ts";

/** Why an event did or did not give a subscription a delivery. */
export interface Explanation {
  subscriptionId: string;
  name?: string;
  step: Decision["step"];
  /** In plain words. */
  reason: string;
  matchedTypes?: string[];
  /** It got a delivery, and what is said was recorded then. Otherwise it is what today's settings say. */
  recorded: boolean;
  /** The subscription was changed or made after the event came in. Absent when it has been deleted. */
  changedSince?: boolean;
}

/** Explains an event for a subscription that got a delivery of it; it may have been deleted since. */
export function explainRecorded(event: EventRecord, id: string, subscription: Subscription | undefined): Explanation {
  const skipped = wasSkipped(event, id);
  return {
    subscriptionId: id,
    name: subscription?.name,
    step: skipped ? "inactive" : "matched",
    reason: event.test
      ? "A test send, to this subscription only."
      : skipped
        ? SKIPPED
        : "It matched, and got a delivery.",
    matchedTypes: event.test ? undefined : matchedTypesOf(event, id),
    recorded: true,
    changedSince: subscription && changedSince(event, subscription),
  };
}

/** Explains an event for a subscription that got no delivery of it, by what is set today. */
export function explainToday(
  event: EventRecord,
  subscription: Subscription,
  catalog: Catalog,
  evaluate: Evaluate,
): Explanation {
  const decision = decide(subscription, event.type, catalog.derivedFrom(event.type), evaluate);
  return {
    subscriptionId: subscription.id,
    name: subscription.name,
    step: decision.step,
    reason: asksData(decision) && event.contentErasedAt ? ERASED : reasonOf(decision),
    matchedTypes: decision.step === "matched" ? decision.types : undefined,
    recorded: false,
    changedSince: changedSince(event, subscription),
  };
}

const ERASED = "Its filter or condition can't be asked any more: what the event said has been erased.";

const asksData = ({ step }: Decision): boolean => step === "filter" || step === "derived-condition";

const SKIPPED = "It matched, but was switched off: the delivery was recorded as skipped, and not queued.";

const changedSince = ({ receivedAt }: EventRecord, { updatedAt }: Subscription): boolean => updatedAt > receivedAt;

function reasonOf(decision: Decision): string {
  switch (decision.step) {
    case "matched":
      return "It matches as things are set today, but got no delivery: its settings or the catalog were others then.";
    case "inactive":
      return "It matches as things are set today, but is switched off.";
    case "type":
      return "It lists no type that the event has.";
    case "derived-condition":
      return `The event does not meet the condition of a derived type that it lists${failure(decision.reason)}.`;
    case "filter":
      return `The event does not meet its filter${failure(decision.reason)}.`;
  }
}

const failure = (reason: string | undefined): string => (reason === undefined ? "" : `; it failed: ${reason}`);
