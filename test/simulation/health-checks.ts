import { expect } from "vitest";
import { isFinal } from "../../lib/core/delivery/lifecycle.ts";
import type { Breaker } from "../../lib/core/health/breaker.ts";
import type { Evidence } from "../../lib/core/health/evidence.ts";
import { heldFor, isHolding, mayProbe } from "../../lib/core/health/holding.ts";
import type { Attempt } from "../../lib/core/model/attempt.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { ObservedPost } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Once nothing is due any more, nothing is held, parked or paused, and no list of holds is left. A breaker stays open only
 * if no POST succeeded since the latest failure, and no delivery is there to probe its endpoint.
 */
export function expectRest(world: MemoryWorld, posts: readonly ObservedPost[]): void {
  const isUnproven = (id: string, { since }: Breaker, { lastFailureAt = since }: Evidence) =>
    !posts.some((post) => post.configured?.id === id && post.status === 200 && post.readMs > Date.parse(lastFailureAt));
  const holding = world.health.entries().filter(([, health]) => isHolding(health));
  const open = holding.filter(
    ([id, { breaker, paused, evidence }]) => breaker && !paused && isUnproven(id, breaker, evidence),
  );
  const standings = holding.filter((one) => !open.includes(one));
  const waiting = world.deliveries.values().filter((row) => !isFinal(row));
  const openIds = new Set(open.map(([id]) => id));
  const holds = Object.keys(world.holds.get("acme") ?? {}).filter((id) => !openIds.has(id));
  expect({ standings, waiting, holds }).toEqual({ standings: [], waiting: [], holds: [] });
}

/** Nobody gave a delivery up: a hold that ends sends everything, unless its subscription is switched off. */
export function expectKept({ edits, repairs, removalAtSeconds }: Scenario, world: MemoryWorld): void {
  if (edits.length + repairs.length > 0 || removalAtSeconds !== undefined) return;
  const isOff = ({ subscriptionId }: Delivery) => world.subscriptions.get(`acme/${subscriptionId}`)?.active === false;
  const given = world.deliveries.values().filter((row) => row.state === "cancelled" || row.state === "skipped");
  expect(given.filter((row) => row.state === "cancelled" || !isOff(row))).toEqual([]);
}

/** Nothing is POSTed while its endpoint is known to be paused or failing, except for probes and what was let go. */
export function expectHeld(posts: readonly ObservedPost[]): void {
  for (const { health = {}, readMs, task } of posts) {
    const { holds = 0, probe } = task;
    if (probe !== undefined) expect(mayProbe(health, probe, readMs)).toBe(true);
    else expect(heldFor(health, readMs)).toBe(heldFor(health, readMs) === "rate" && holds > 0 ? "rate" : undefined);
  }
}

/**
 * Without faults, each delivery succeeds once in a run, although it was held, probed and released. Requests that send an
 * event at the same time may each queue its deliveries.
 */
export function expectNoDuplicates(scenario: Scenario, posts: readonly ObservedPost[]): void {
  const { faultRate, crashRate, duplicateRate, outage, networkDown, events } = scenario;
  if (events.some(({ sent }) => sent.length > 1)) return;
  if (faultRate + crashRate + duplicateRate > 0 || outage || networkDown) return;
  const successes = posts.filter(({ status }) => status === 200).map(({ deliveryId, run }) => `${deliveryId} ${run}`);
  expect(successes).toEqual([...new Set(successes)]);
}

/** Neither probes that failed nor answers that asked for a pause use up retries. Attempts at the same time count once. */
export function expectRetries(row: Delivery, attempts: readonly Attempt[], maxRetries: number): void {
  if (row.run > 0 || row.state !== "exhausted" || row.lastStatus === 410) return;
  expect(attempts.filter((attempt) => !isUncounted(attempt)).length).toBeGreaterThan(maxRetries);
}

const isUncounted = ({ status, trigger }: Attempt): boolean =>
  status === 429 || status === 503 || (trigger === "probe" && status !== 200);

/** While our own network is down, no POST counts as an attempt. */
export function expectNoBlame({ networkDown }: Scenario, attempts: readonly Attempt[], startMs: number): void {
  if (!networkDown) return;
  const { atSeconds, seconds } = networkDown;
  const during = attempts.filter(({ at }) => {
    const since = (Date.parse(at) - startMs) / 1000 - atSeconds;
    return since >= 0 && since < seconds;
  });
  expect(during).toEqual([]);
}
