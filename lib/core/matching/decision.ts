import type { DerivedType } from "../model/catalog-entry.ts";
import type { Candidate } from "./candidates.ts";
import type { Evaluate } from "./evaluation.ts";
import { patternMatches } from "./event-types.ts";

/**
 * Whether an event creates a delivery for a subscription, and the step that decided it.
 *
 * `inactive` means that the subscription would have matched, but is inactive. `types` lists the types that the
 * subscription matched by. `reason` is set if the evaluation of an expression failed. `undecided` means that an expression
 * ran out of time, and that with more time the result may be another one.
 */
export type MatchDecision =
  | { step: "matched" | "inactive"; types: string[] }
  | { step: "type" }
  | { step: "derived-condition" | "filter"; reason?: string }
  | { step: "undecided"; reason: string };

/**
 * Decides whether an event creates a delivery for one subscription. Checks `active` last, because an inactive
 * subscription that matches gets a skipped delivery.
 */
export function decide(
  subscription: Candidate,
  type: string,
  derived: readonly DerivedType[],
  evaluate: Evaluate,
): MatchDecision {
  const own = lists(subscription, type) ? [type] : [];
  const listed = derived.filter(({ name }) => lists(subscription, name));
  if (own.length + listed.length === 0) return { step: "type" };
  const conditions = listed.map(({ name, when }) => ({ name, ...evaluate(when, subscription) }));
  const types = [...own, ...conditions.filter(({ met }) => met).map(({ name }) => name)];
  const open = conditions.find(({ undecided }) => undecided);
  if (types.length === 0) return open ? undecidedBy(open) : unmet(conditions);
  const decision = filtered(subscription, types, evaluate);
  // The filter can rule the event out, but the types of a match must be complete.
  return open && "types" in decision ? undecidedBy(open) : decision;
}

const lists = ({ events }: Candidate, type: string): boolean => events.some((pattern) => patternMatches(pattern, type));

function filtered(subscription: Candidate, types: string[], evaluate: Evaluate): MatchDecision {
  const step = subscription.active ? "matched" : "inactive";
  if (subscription.filter === undefined) return { step, types };
  const { met, reason, undecided } = evaluate(subscription.filter, subscription);
  if (undecided) return { step: "undecided", reason: `the filter ${reason}` };
  return met ? { step, types } : { step: "filter", reason };
}

const undecidedBy = ({ name, reason }: { name: string; reason?: string }): MatchDecision => ({
  step: "undecided",
  reason: `the condition of ${name} ${reason}`,
});

function unmet(conditions: { name: string; reason?: string }[]): MatchDecision {
  const reasons = conditions.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  return { step: "derived-condition", reason: reasons.length > 0 ? reasons.join("; ") : undefined };
}
