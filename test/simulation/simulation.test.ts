import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isFinal } from "../../lib/core/delivery/lifecycle.ts";
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
  const { world, deliveries, deadLetters, posts, accepted, repaired, erased, subscriptions } = await simulate(scenario);

  // 1. No accepted event is lost, and no delivery is left in a state that promises another attempt.
  expect(accepted).toHaveLength(scenario.events.length);
  expect([deliveries.size(), deadLetters.size()]).toEqual([0, 0]);
  for (const { eventId, deliveries: queued, skipped } of accepted) {
    const rows = rowsOf(world.deliveries.values(), eventId);
    expect(rows.length).toBeGreaterThanOrEqual(queued + skipped);
    for (const row of rows) expect(["delivered", "exhausted", "skipped", "cancelled"]).toContain(row.state);
  }

  for (const { state, reason } of world.replays.values()) {
    // "failed": its message came back ten times during the trouble. The replay reports this, and can be resumed.
    expect(["completed", "cancelled", "paused", "failed"]).toContain(state);
    if (state === "paused") expect(reason).toBe("The subscription is inactive.");
  }

  // 2. An attempt is a POST, not a receive. Each run has its own attempts.
  for (const row of world.deliveries.values()) {
    const retries =
      scenario.subscriptions[subscriptions.findIndex((s) => s.id === row.subscriptionId)]?.maxRetries ?? 0;
    const recorded = world.attempts.values().filter((a) => a.deliveryId === row.id);
    expect(recorded.map(({ attempt }) => attempt.number).sort((a, b) => a - b)).toEqual(recorded.map((_, i) => i + 1));
    expect(row.attempts).toBe(recorded.length);
    expect(row.attempts - row.attemptsBeforeRun).toBeLessThanOrEqual(retries + 1);
    if (row.state === "exhausted") expect(row.attempts - row.attemptsBeforeRun).toBe(retries + 1);
    if (row.state === "delivered") expect(recorded.some(({ attempt }) => attempt.status === 200)).toBe(true);
    if (row.state === "exhausted")
      expect(world.announced.map(({ id, run }) => [id, run])).toContainEqual([row.id, row.run]);
  }

  // 3. Deliver at least once, with the event's id. Never POST when the row read shows that the run has ended or that
  // another run replaced it.
  const ids = accepted.map(({ eventId }) => eventId);
  for (const post of posts) {
    expect(ids).toContain(post.webhookId);
    if (post.row)
      expect([post.row.run < post.run || !isFinal(post.row), post.row.run <= post.run]).toEqual([true, true]);
  }
  for (const { eventId, subscriptionId, state } of world.deliveries.values()) {
    const arrived = posts.some(
      (p) => p.webhookId === eventId && p.configured?.id === subscriptionId && p.status === 200,
    );
    if (state === "delivered") expect(arrived).toBe(true);
  }

  // 4. A change of configuration takes effect at the next attempt and at the next event.
  for (const { deliveries: on, skipped: off, wanted } of accepted) if (wanted) expect({ on, off }).toEqual(wanted);
  for (const post of posts) expect([post.configured?.active, post.configured?.url]).toEqual([true, post.url]);

  // 5. A promised retry has happened: the row belongs to its run or to a later one, or the delivery succeeded.
  for (const { deliveryId, change, run } of repaired) {
    const row = world.deliveries.get(deliveryId);
    if (change === "retry") expect(row && (row.run >= run || row.state === "delivered")).toBe(true);
    if (change === "cancel") expect(row && (row.run > run || row.state === "cancelled")).toBe(true);
  }

  // 6. Erased content is gone, and no delivery waits for it.
  for (const eventId of erased) {
    expect(world.events.values().find(({ id }) => id === eventId)).toMatchObject({
      data: "null",
      contentErasedAt: expect.any(String),
    });
  }
}

const rowsOf = (rows: Delivery[], eventId: string): Delivery[] => rows.filter((row) => row.eventId === eventId);

/** A run whose message had been handled already used to overwrite a late success of the previous run. */
const LATE_SUCCESS: Scenario = {
  seed: 631477723,
  subscriptions: [{ behaviours: ["error", "slow-ok", "ok"], maxRetries: 1, events: ["*"], active: true }],
  events: [1, 23, 0].map((atSeconds) => ({ atSeconds, type: "a.x" })),
  edits: [],
  replays: [],
  repairs: [{ atSeconds: 50, event: 1, subscription: 0, change: "retry" }],
  faultRate: 0,
  crashRate: 0.4,
  duplicateRate: 0,
};

it(`holds the invariants through crashes, duplicates, throttles and slow receivers, ${RUNS} times`, async () => {
  await fc.assert(fc.asyncProperty(scenarios, holds), { numRuns: RUNS, examples: [[LATE_SUCCESS]] });
}, 300_000);
