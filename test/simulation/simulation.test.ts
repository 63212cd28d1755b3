import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Delivery } from "../../lib/core/model.ts";
import { simulate } from "./run.ts";
import { type Scenario, scenarios } from "./scenario.ts";

const RUNS = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.parse("2026-01-01T00:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs a scenario and checks the invariants of the design. */
async function holds(scenario: Scenario): Promise<void> {
  const { world, deliveries, deadLetters, posts, accepted, subscriptions } = await simulate(scenario);

  // 1. Nothing accepted is lost, and no state says that something will come when nothing will.
  expect(accepted).toHaveLength(scenario.events.length);
  expect([deliveries.size(), deadLetters.size()]).toEqual([0, 0]);
  for (const { eventId, deliveries: promised } of accepted) {
    const rows = rowsOf(world.deliveries.values(), eventId);
    expect(rows.length).toBeGreaterThanOrEqual(promised);
    for (const row of rows) expect(["delivered", "exhausted", "skipped", "cancelled"]).toContain(row.state);
  }

  // 2. An attempt is a POST, not a receive.
  for (const row of world.deliveries.values()) {
    const retries =
      scenario.subscriptions[subscriptions.findIndex((s) => s.id === row.subscriptionId)]?.maxRetries ?? 0;
    const recorded = world.attempts.values().filter((a) => a.deliveryId === row.id);
    expect(recorded.map(({ attempt }) => attempt.number).sort()).toEqual(recorded.map((_, i) => i + 1));
    expect(row.attempts).toBeLessThanOrEqual(retries + 1);
    if (row.state === "exhausted") expect(row.attempts).toBe(retries + 1);
    if (row.state === "delivered") expect(recorded.some(({ attempt }) => attempt.status === 200)).toBe(true);
    if (row.state === "exhausted") expect(world.announced.map(({ id }) => id)).toContain(row.id);
  }

  // 3. At least once, with the event's id, and never again once it is known to be delivered.
  const ids = accepted.map(({ eventId }) => eventId);
  for (const post of posts) {
    expect(ids).toContain(post.webhookId);
    expect(post.knownDelivered).toBe(false);
  }
  for (const { eventId, subscriptionId, state } of world.deliveries.values()) {
    const arrived = posts.some(
      (p) => p.webhookId === eventId && p.configured?.id === subscriptionId && p.status === 200,
    );
    if (state === "delivered") expect(arrived).toBe(true);
  }

  // 4. Configuration takes effect at the next attempt, and at the next event.
  for (const { deliveries: promised, wanted } of accepted) if (wanted !== undefined) expect(promised).toBe(wanted);
  for (const post of posts) expect([post.configured?.active, post.configured?.url]).toEqual([true, post.url]);
}

const rowsOf = (rows: Delivery[], eventId: string): Delivery[] => rows.filter((row) => row.eventId === eventId);

it(`holds the invariants through crashes, duplicates, throttles and slow receivers, ${RUNS} times`, async () => {
  await fc.assert(fc.asyncProperty(scenarios, holds), { numRuns: RUNS });
}, 300_000);
