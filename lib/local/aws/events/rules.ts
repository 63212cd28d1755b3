import { compilePattern, type EventMatcher } from "./pattern.ts";

/** How long and how often an invocation that fails is tried again. */
export interface RetryPolicy {
  /** Tries after the first one. Lambda's default is 2. */
  maximumRetryAttempts?: number | undefined;
  /** Lambda's default is 6 hours. */
  maximumEventAgeInSeconds?: number | undefined;
}

export interface Target {
  id: string;
  /** Of a function. */
  arn: string;
  retryPolicy?: RetryPolicy | undefined;
  /** Of the queue that takes what was given up on. */
  deadLetterArn?: string | undefined;
  /**
   * With whose permissions the dead letter is sent: Lambda does it in the function's role. Without it, as the
   * operator.
   */
  deadLetterAccessKeyId?: string | undefined;
}

export interface Rule {
  name: string;
  busName: string;
  eventPattern: Record<string, unknown>;
  targets: Target[];
}

/** A target of a rule, by a key that is the same after a restart. */
export interface KeyedTarget extends Target {
  key: string;
}

export interface Rules {
  addBus(name: string): void;
  hasBus(name: string): boolean;
  /** Adds or replaces. Throws on a pattern that is not understood, and on a bus that does not exist. */
  put(rule: Rule): KeyedTarget[];
  /** The targets of those of the bus's rules that match. */
  targetsOf(busName: string, event: unknown): KeyedTarget[];
}

/** Buses and rules. They are not kept: the template says at each start which there are. */
export function createRules(): Rules {
  const buses = new Set(["default"]);
  const rules = new Map<string, { busName: string; matches: EventMatcher; targets: KeyedTarget[] }>();

  return {
    addBus: (name) => buses.add(name),
    hasBus: (name) => buses.has(name),
    put({ name, busName, eventPattern, targets: given }) {
      if (!buses.has(busName)) throw new Error(`rule ${name}: there is no bus ${busName}`);
      const matches = compilePattern(eventPattern, `rule ${name}: pattern`);
      const targets = given.map((target) => ({ ...target, key: `${busName}|${name}|${target.id}` }));
      rules.set(`${busName}|${name}`, { busName, matches, targets });
      return targets;
    },
    targetsOf: (busName, event) =>
      [...rules.values()].flatMap((rule) => (rule.busName === busName && rule.matches(event) ? rule.targets : [])),
  };
}
