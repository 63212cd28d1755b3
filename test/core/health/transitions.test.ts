import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import type { Health, Standing } from "../../../lib/core/health/health.ts";
import { dueMs, heldFor, NEVER_MS } from "../../../lib/core/health/holding.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import {
  askedToWait,
  outageAlerted,
  pause,
  pauseOver,
  probeAtOnce,
  probeLost,
  probeSent,
  probeWon,
  resume,
  trip,
} from "../../../lib/core/health/transitions.ts";
import { breakerOf, healthOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();
const FAILING = { ...NO_EVIDENCE, timeOuts: 5 };

const KEY = { tenantId: "acme", subscriptionId: "sub_1" };
const breaker = breakerOf(NOW_MS - 60_000);
const byHand = { since: NOW };
const asked = (seconds: number) => ({ since: NOW, untilMs: NOW_MS + seconds * 1000 });
const release = releaseFrom(NOW_MS - 1000);
const lastTo = (standing: Standing | undefined) => standing?.transitions?.at(-1)?.to;

describe("trip", () => {
  it("opens the breaker, keeps a pause, and ends a release", () => {
    const after = trip(healthOf({ evidence: FAILING, paused: byHand, release }), "dns", NOW_MS, 0.5);
    expect(after).toMatchObject({
      paused: byHand,
      breaker: { since: NOW, failure: "dns", probeDueMs: NOW_MS + 60_000 },
    });
    expect([after?.release, lastTo(after)]).toEqual([undefined, "failing"]);
  });

  it.each<[string, Health | undefined]>([
    ["nothing is known", undefined],
    ["the endpoint works", healthOf()],
    ["it is open", healthOf({ evidence: FAILING, breaker })],
  ])("does nothing if %s", (_case, health) => {
    expect(trip(health, "dns", NOW_MS, 0.5)).toBeUndefined();
  });
});

describe("a probe", () => {
  it("that is sent has a lease, and counts those that found no delivery", () => {
    expect(probeSent(healthOf({ breaker: { ...breaker, passed: 1 } }), NOW_MS + 9, 2)).toMatchObject({
      breaker: { passed: 3, probingUntilMs: NOW_MS + 9 },
    });
  });

  it("that fails lets the next one wait", () => {
    const after = probeLost(healthOf({ breaker }), 0, NOW_MS, 0.5);
    expect(after?.breaker).toMatchObject({ failedProbes: 1, probeDueMs: NOW_MS + 120_000 });
    expect(after?.transitions).toBeUndefined();
  });

  it("that fails after others succeeded is a transition", () => {
    expect(lastTo(probeLost(healthOf({ breaker: { ...breaker, passed: 2 } }), 0, NOW_MS, 0.5))).toBe("failing");
  });

  it("that fails late changes nothing", () => {
    expect(probeLost(healthOf({ breaker: { ...breaker, failedProbes: 1 } }), 0, NOW_MS, 0.5)).toBeUndefined();
    expect(probeLost(healthOf({ release }), 0, NOW_MS, 0.5)).toBeUndefined();
  });

  it("that succeeds first is a transition, and the last of six closes the breaker", () => {
    let health = healthOf({ breaker });
    const states: (string | undefined)[] = [];
    for (let probe = 0; probe < 6; probe++) {
      const after = probeWon(health, KEY, 1, NOW_MS) ?? {};
      states.push(after.transitions?.map(({ to }) => to).join());
      health = healthOf(after);
    }
    expect(states).toEqual([...Array(5).fill("recovering"), "recovering,recovering"]);
    expect([health.breaker, health.release]).toEqual([undefined, releaseFrom(NOW_MS)]);
  });

  it("that closes the breaker keeps a pause", () => {
    expect(probeWon(healthOf({ breaker, paused: byHand }), KEY, 6, NOW_MS)).toMatchObject({
      paused: byHand,
      release: {},
    });
  });
});

describe("a pause", () => {
  it("by hand replaces one that the receiver asked for, and has no end", () => {
    const after = pause(healthOf({ paused: asked(60), breaker }), NOW_MS);
    expect(after).toMatchObject({ paused: { since: NOW }, breaker });
    expect([after?.paused?.untilMs, lastTo(after)]).toEqual([undefined, "paused"]);
    expect(pause(healthOf({ paused: byHand }), NOW_MS)).toBeUndefined();
  });

  it.each<[string, Standing["paused"], Standing["paused"] | undefined]>([
    ["begins", undefined, asked(60)],
    ["gets longer", asked(59), asked(60)],
    ["never gets shorter", asked(61), undefined],
    ["isn't asked for twice", asked(60), undefined],
    ["never ends one by hand", byHand, undefined],
  ])("that the receiver asks for %s", (_case, before, expected) => {
    expect(askedToWait(healthOf({ paused: before }), NOW_MS + 60_000, NOW_MS)?.paused).toEqual(expected);
  });

  it("that the receiver asks for is one transition, however long it gets", () => {
    const first = askedToWait(undefined, NOW_MS + 1000, NOW_MS);
    const longer = askedToWait(healthOf(first), NOW_MS + 2000, NOW_MS);
    expect(longer?.transitions).toMatchObject([{ to: "paused" }]);
  });

  it("that ends begins a release, or lets a probe out", () => {
    const over = { since: NOW, untilMs: NOW_MS };
    expect(pauseOver(healthOf({ paused: over }), NOW_MS)).toMatchObject({ release: releaseFrom(NOW_MS) });
    const after = pauseOver(healthOf({ paused: over, breaker: { ...breaker, probeDueMs: NOW_MS + 1 } }), NOW_MS);
    expect([after?.release, after?.paused, after?.breaker?.probeDueMs]).toEqual([undefined, undefined, NOW_MS]);
    expect(pauseOver(healthOf({ paused: asked(1) }), NOW_MS)).toBeUndefined();
    expect(pauseOver(healthOf({ paused: byHand }), NOW_MS)).toBeUndefined();
  });

  it("of any kind ends on request", () => {
    for (const paused of [byHand, asked(60)]) {
      expect(resume(healthOf({ paused }), NOW_MS)).toMatchObject({ release: releaseFrom(NOW_MS) });
    }
    expect(resume(healthOf(), NOW_MS)).toBeUndefined();
  });
});

/** A change of a standing, and perhaps the time that passes before. */
type Change = (health: Health | undefined, nowMs: number, drawn: number) => Standing | undefined;

const CHANGES: readonly Change[] = [
  (health, nowMs, drawn) => trip(health, "dns", nowMs, drawn),
  (health, nowMs) => probeSent(health, nowMs + 60_000),
  (health, nowMs, drawn) => probeLost(health, health?.breaker?.failedProbes ?? 0, nowMs, drawn),
  (health, nowMs) => probeWon(health, KEY, 1, nowMs),
  (health, nowMs) => probeWon(health, KEY, 6, nowMs),
  (health, nowMs) => pause(health, nowMs),
  (health, nowMs) => resume(health, nowMs),
  (health, nowMs) => pauseOver(health, nowMs),
  (health, nowMs) => askedToWait(health, nowMs + 60_000, nowMs),
  (health, nowMs) => probeAtOnce(health, nowMs),
  (health, nowMs) => outageAlerted(health, KEY, nowMs),
];

it("whatever happens, something is due while deliveries are held, and after they were, unless it is paused by hand", () => {
  const steps = fc.array(
    fc.record({
      change: fc.constantFrom(...CHANGES),
      passed: fc.integer({ min: 0, max: 120_000 }),
      drawn: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(steps, (made) => {
      let [health, nowMs, hasHeld] = [healthOf({ evidence: FAILING }), NOW_MS, false];
      for (const { change, passed, drawn } of made) {
        nowMs += passed;
        health = { ...healthOf({ evidence: FAILING, ...(change(health, nowMs, drawn) ?? health) }) };
        hasHeld ||= heldFor(health, nowMs) !== undefined;
        const isPausedByHand = health.paused !== undefined && health.paused.untilMs === undefined;
        const due = dueMs(health);
        if (isPausedByHand) expect(due).toBe(NEVER_MS);
        else expect(due === undefined).toBe(!hasHeld);
        if (due !== undefined && !isPausedByHand) expect(due - nowMs).toBeLessThanOrEqual(36 * 60_000);
        expect((health.transitions ?? []).length).toBeLessThanOrEqual(10);
      }
    }),
    { numRuns: 500 },
  );
});
