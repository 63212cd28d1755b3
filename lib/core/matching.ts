import type { Evaluate } from "./evaluation.ts";
import type { DerivedType, Event, EventRecord, Subscription } from "./model.ts";

/** An event type: letters, digits, `_`, `-`, and dots between them. */
export const EVENT_TYPE = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** What a subscription may list: an event type, `*`, or a type's beginning followed by `.*`. */
export const EVENT_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/** Does a pattern choose this event type? `invoice.*` chooses `invoice.paid`, not `invoice`. */
export function patternMatches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/**
 * Whether an event gives a subscription a delivery, and the step that decided it. With `matched` come the types
 * it matched by, with the others the reason, if an expression failed.
 */
export type Decision =
  | { step: "matched"; types: string[] }
  | { step: "inactive" | "type" }
  | { step: "derived-condition" | "filter"; reason?: string };

/** Decides about one subscription. Whether it is active is asked first, its filter last. */
export function decide(
  subscription: Subscription,
  type: string,
  derived: readonly DerivedType[],
  evaluate: Evaluate,
): Decision {
  if (!subscription.active) return { step: "inactive" };
  const own = chooses(subscription, type) ? [type] : [];
  const chosen = derived.filter(({ name }) => chooses(subscription, name));
  if (own.length + chosen.length === 0) return { step: "type" };
  const verdicts = chosen.map(({ name, when }) => ({ name, ...evaluate(when, subscription) }));
  const types = [...own, ...verdicts.filter(({ met }) => met).map(({ name }) => name)];
  if (types.length === 0) return { step: "derived-condition", reason: reasonIn(verdicts) };
  if (subscription.filter === undefined) return { step: "matched", types };
  const { met, reason } = evaluate(subscription.filter, subscription);
  return met ? { step: "matched", types } : { step: "filter", reason };
}

const chooses = ({ events }: Subscription, type: string): boolean =>
  events.some((pattern) => patternMatches(pattern, type));

function reasonIn(verdicts: { name: string; reason?: string }[]): string | undefined {
  const reasons = verdicts.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  return reasons.length > 0 ? reasons.join("; ") : undefined;
}

/** A subscription that an event gives a delivery, and the types that it matched by. */
export interface Match {
  subscription: Subscription;
  types: string[];
}

/** Those of a tenant's subscriptions that get a delivery of an event. */
export function matchesOf(
  candidates: (type: string) => Iterable<Subscription>,
  event: Pick<Event, "type">,
  derived: readonly DerivedType[],
  evaluate: Evaluate,
): Match[] {
  const wanting = new Set<Subscription>();
  for (const name of [event.type, ...derived.map((d) => d.name)]) {
    for (const subscription of candidates(name)) wanting.add(subscription);
  }
  return [...wanting].flatMap((subscription) => {
    const decision = decide(subscription, event.type, derived, evaluate);
    return decision.step === "matched" ? [{ subscription, types: decision.types }] : [];
  });
}

/** The matches as an event's record keeps them: those by the same types follow one another. */
export function matchFields(type: string, matches: Match[]): Pick<EventRecord, "subscriptionIds" | "matchedTypes"> {
  const byTypes = new Map<string, { types: string[]; ids: string[] }>();
  for (const { subscription, types } of matches) {
    const key = types.join();
    const group = byTypes.get(key) ?? { types, ids: [] };
    group.ids.push(subscription.id);
    byTypes.set(key, group);
  }
  const groups = [...byTypes.values()];
  const subscriptionIds = groups.flatMap(({ ids }) => ids);
  if (groups.every(({ types }) => types.length === 1 && types[0] === type)) return { subscriptionIds };
  return { subscriptionIds, matchedTypes: groups.map(({ types, ids }) => ({ types, count: ids.length })) };
}

/** The types by which an event matched a subscription that got a delivery. */
export function matchedTypesOf(event: EventRecord, subscriptionId: string): string[] {
  let left = event.subscriptionIds.indexOf(subscriptionId);
  for (const { types, count } of event.matchedTypes ?? []) {
    if (left < count) return types;
    left -= count;
  }
  return [event.type];
}
