import { compilePattern, type EventMatcher } from "./event-pattern.ts";

/** How long and how often EventBridge tries to reach a target. */
export interface TargetRetries {
  /** Number of retries. EventBridge's default is 185. */
  maximumRetryAttempts?: number | undefined;
  /** EventBridge's default is 24 hours. */
  maximumEventAgeInSeconds?: number | undefined;
}

export interface TargetQueue {
  arn: string;
  url: string;
}

export interface RuleTarget {
  id: string;
  queue: TargetQueue;
  retryPolicy?: TargetRetries | undefined;
  deadLetters?: TargetQueue | undefined;
}

export interface Rule {
  name: string;
  arn: string;
  busName: string;
  eventPattern: Record<string, unknown>;
  targets: RuleTarget[];
}

/** A rule's target, with a key that stays the same after a restart. */
export interface KeyedTarget extends RuleTarget {
  key: string;
  ruleArn: string;
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
    put({ name, arn: ruleArn, busName, eventPattern, targets: given }) {
      if (!buses.has(busName)) throw new Error(`rule ${name}: bus ${busName} does not exist`);
      const matches = compilePattern(eventPattern, `rule ${name}: pattern`);
      const targets = given.map((target) => ({ ...target, ruleArn, key: `${busName}|${name}|${target.id}` }));
      rules.set(`${busName}|${name}`, { busName, matches, targets });
      return targets;
    },
    targetsOf: (busName, event) =>
      [...rules.values()].flatMap((rule) => (rule.busName === busName && rule.matches(event) ? rule.targets : [])),
  };
}
