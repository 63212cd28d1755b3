import type { DerivedType, Event, EventRecord, Subscription } from "../model.ts";
import type { Evaluate } from "./evaluation.ts";

/** An event type: letters, digits, `_`, `-`, and dots between them. */
export const EVENT_TYPE = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** What a subscription may list: an event type, `*`, or a type's beginning followed by `.*`. */
export const EVENT_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/** Does a pattern choose this event type? `invoice.*` chooses `invoice.paid`, not `invoice`. */
export function patternMatches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/**
 * Whether an event gives a subscription a delivery, and the step that decided it. With `matched`, and `inactive`
 * for one that would have matched, come the types it matched by, with the others the reason, if an expression failed.
 */
export type Decision =
  | { step: "matched" | "inactive"; types: string[] }
  | { step: "type" }
  | { step: "derived-condition" | "filter"; reason?: string };

/** Decides about one subscription. Whether it is active is asked last: what it misses while it is not is recorded. */
export function decide(
  subscription: Subscription,
  type: string,
  derived: readonly DerivedType[],
  evaluate: Evaluate,
): Decision {
  const own = chooses(subscription, type) ? [type] : [];
  const chosen = derived.filter(({ name }) => chooses(subscription, name));
  if (own.length + chosen.length === 0) return { step: "type" };
  const verdicts = chosen.map(({ name, when }) => ({ name, ...evaluate(when, subscription) }));
  const types = [...own, ...verdicts.filter(({ met }) => met).map(({ name }) => name)];
  if (types.length === 0) return { step: "derived-condition", reason: reasonIn(verdicts) };
  const step = subscription.active ? "matched" : "inactive";
  if (subscription.filter === undefined) return { step, types };
  const { met, reason } = evaluate(subscription.filter, subscription);
  return met ? { step, types } : { step: "filter", reason };
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

/** Those of a tenant's subscriptions that get a delivery of an event: to be sent, or skipped when it is inactive. */
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
    return "types" in decision ? [{ subscription, types: decision.types }] : [];
  });
}

type MatchFields = Pick<EventRecord, "subscriptionIds" | "matchedTypes" | "skipped">;

/**
 * The matches as an event's record keeps them: those that are sent before those that are skipped, and of each those
 * by the same types after one another.
 */
export function matchFields(type: string, matches: Match[]): MatchFields {
  const skipped = matches.filter(({ subscription }) => !subscription.active);
  const sent = matches.filter(({ subscription }) => subscription.active);
  const groups = [...groupsOf(sent), ...groupsOf(skipped)];
  const fields = {
    subscriptionIds: groups.flatMap(({ ids }) => ids),
    ...(skipped.length > 0 && { skipped: skipped.length }),
  };
  if (groups.every(({ types }) => types.length === 1 && types[0] === type)) return fields;
  return { ...fields, matchedTypes: groups.map(({ types, ids }) => ({ types, count: ids.length })) };
}

function groupsOf(matches: Match[]): { types: string[]; ids: string[] }[] {
  const byTypes = new Map<string, { types: string[]; ids: string[] }>();
  for (const { subscription, types } of matches) {
    const key = types.join();
    const group = byTypes.get(key) ?? { types, ids: [] };
    group.ids.push(subscription.id);
    byTypes.set(key, group);
  }
  return [...byTypes.values()];
}

/** How many deliveries of an event were queued, or wait to be pulled: the others were skipped. */
export const queuedCount = ({
  subscriptionIds,
  skipped = 0,
}: Pick<EventRecord, "subscriptionIds" | "skipped">): number => subscriptionIds.length - skipped;

/** Was the event's delivery to a subscription skipped when it came in? */
export const wasSkipped = (event: Pick<EventRecord, "subscriptionIds" | "skipped">, subscriptionId: string): boolean =>
  event.subscriptionIds.indexOf(subscriptionId) >= queuedCount(event);

/** The types by which an event matched a subscription that got a delivery. */
export function matchedTypesOf(event: EventRecord, subscriptionId: string): string[] {
  let left = event.subscriptionIds.indexOf(subscriptionId);
  for (const { types, count } of event.matchedTypes ?? []) {
    if (left < count) return types;
    left -= count;
  }
  return [event.type];
}
