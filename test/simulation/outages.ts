import { expect } from "vitest";
import type { Alert } from "../../lib/core/alerts/alert.ts";
import type { Health } from "../../lib/core/health/health.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";

const MINUTE_MS = 60_000;
const TOLD_AFTER_MS = 10 * MINUTE_MS;
/** `wake` looks each minute. A message of it that fails comes back after 90 s. */
const SLACK_MS = 5 * MINUTE_MS;

/** A time in which a breaker is open. */
export interface Outage {
  subscriptionId: string;
  since: string;
  isAlerted: boolean;
  /** Nobody is told of an outage while its subscription is paused. */
  wasPaused: boolean;
  endMs?: number;
  hasRecovered?: boolean;
}

/** Collects all outages. */
export function watchOutages({ health, now }: MemoryWorld): Map<string, Outage> {
  const outages = new Map<string, Outage>();
  const nameOf = (id: string, { breaker }: Health): string => `${id} ${breaker?.since}`;

  function end(id: string, after: Health | undefined): void {
    const before = health.get(id);
    const outage = before && outages.get(nameOf(id, before));
    if (!outage || before.breaker?.since === after?.breaker?.since) return;
    const why = after?.transitions?.at(-1)?.why ?? "";
    Object.assign(outage, { endMs: now(), hasRecovered: why.startsWith("all probes succeeded") });
  }

  function note(id: string, after: Health): void {
    if (!after.breaker) return;
    const { since, isAlerted = false } = after.breaker;
    const known = outages.get(nameOf(id, after));
    const wasPaused = (known?.wasPaused ?? false) || after.paused !== undefined;
    outages.set(nameOf(id, after), { ...known, subscriptionId: id, since, isAlerted, wasPaused });
  }

  const { put, delete: remove } = { ...health };
  health.put = (id, after, ...rest) => {
    end(id, after);
    note(id, after);
    put(id, after, ...rest);
  };
  health.delete = (id) => {
    end(id, undefined);
    return remove(id);
  };
  return outages;
}

/**
 * People are told once of an outage that lasts, and of its end if they were told of it.
 *
 * @param calmMs when faults and crashes have ended
 */
export function expectAlerts(outages: Iterable<Outage>, { alerts, now }: MemoryWorld, calmMs: number): void {
  const all = [...outages];
  for (const outage of all) {
    const lateMs = Math.max(Date.parse(outage.since) + TOLD_AFTER_MS, calmMs) + SLACK_MS;
    if (!outage.wasPaused && (outage.endMs ?? now()) > lateMs) expect(outage).toMatchObject({ isAlerted: true });
  }
  const told = all.filter(({ isAlerted }) => isAlerted);
  const failing = told.map(({ subscriptionId, since }) => `failing ${subscriptionId} ${since}`);
  const ended = told.filter(({ hasRecovered }) => hasRecovered);
  const recovered = ended.map(({ subscriptionId, since }) => `recovered ${subscriptionId} ${since}`);
  expect(alerts.values().flatMap(ofOutages).sort()).toEqual([...failing, ...recovered].sort());
}

function ofOutages(alert: Alert): string[] {
  if (alert.type === "subscription.failing") return [`failing ${alert.subscriptionId} ${alert.facts.since}`];
  if (alert.type !== "subscription.recovered") return [];
  return [`recovered ${alert.subscriptionId} ${alert.facts.failingSince}`];
}
