/** An event type: letters, digits, `_`, `-`, and dots between them. */
export const EVENT_TYPE = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** What a subscription may list: an event type, `*`, or a type's beginning followed by `.*`. */
export const EVENT_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/** Does a pattern choose this event type? `invoice.*` chooses `invoice.paid`, not `invoice`. */
export function patternMatches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/** Those of a tenant's subscriptions that want an event of this type now. */
export function wanting<S extends { active: boolean; events: string[] }>(subscriptions: S[], type: string): S[] {
  return subscriptions.filter((s) => s.active && s.events.some((pattern) => patternMatches(pattern, type)));
}
