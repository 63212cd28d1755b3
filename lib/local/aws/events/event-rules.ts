import { compilePattern, type EventMatcher } from "./event-pattern.ts";

/** How long and how often a failed invocation is retried. */
export interface InvocationRetryPolicy {
  /** Number of retries. Lambda's default is 2. */
  maximumRetryAttempts?: number | undefined;
  /** Lambda's default is 6 hours. */
  maximumEventAgeInSeconds?: number | undefined;
}

export interface RuleTarget {
  id: string;
  /** The function's ARN. */
  arn: string;
  retryPolicy?: InvocationRetryPolicy | undefined;
  /** The ARN of the dead-letter queue. */
  deadLetterArn?: string | undefined;
  /**
   * The access key whose permissions are used to send the dead letter. Lambda uses the function's role. Without a key,
   * the operator sends it.
   */
  deadLetterAccessKeyId?: string | undefined;
}

export interface Rule {
  name: string;
  busName: string;
  eventPattern: Record<string, unknown>;
  targets: RuleTarget[];
}

/** A rule's target, with a key that stays the same after a restart. */
export interface KeyedTarget extends RuleTarget {
  key: string;
}

export interface Rules {
  addBus(name: string): void;
  hasBus(name: string): boolean;
  /** Adds or replaces a rule. Throws on a pattern that is not supported, and on a bus that does not exist. */
  put(rule: Rule): KeyedTarget[];
  /** The targets of the bus's matching rules. */
  targetsOf(busName: string, event: unknown): KeyedTarget[];
}

/** Creates the register of buses and rules. Nothing is stored, because the template defines them at each start. */
export function createRules(): Rules {
  const buses = new Set(["default"]);
  const rules = new Map<string, { busName: string; matches: EventMatcher; targets: KeyedTarget[] }>();

  return {
    addBus: (name) => buses.add(name),
    hasBus: (name) => buses.has(name),
    put({ name, busName, eventPattern, targets: given }) {
      if (!buses.has(busName)) throw new Error(`rule ${name}: bus ${busName} does not exist`);
      const matches = compilePattern(eventPattern, `rule ${name}: pattern`);
      const targets = given.map((target) => ({ ...target, key: `${busName}|${name}|${target.id}` }));
      rules.set(`${busName}|${name}`, { busName, matches, targets });
      return targets;
    },
    targetsOf: (busName, event) =>
      [...rules.values()].flatMap((rule) => (rule.busName === busName && rule.matches(event) ? rule.targets : [])),
  };
}
