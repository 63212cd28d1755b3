import { describe, expect, it } from "vitest";
import type { EndpointState, Health, Standing } from "../../../lib/core/health/health.ts";
import { dueMs, heldFor, isTroubled, mayProbe, NEVER_MS, noted, stateOf } from "../../../lib/core/health/holding.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { breakerOf, healthOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();

const breaker = breakerOf(NOW_MS);
const byHand = { since: NOW };
const asked = { since: NOW, untilMs: NOW_MS + 1 };
const over = { since: NOW, untilMs: NOW_MS };
const release = releaseFrom(NOW_MS);

describe("an endpoint", () => {
  const CASES: [string, Partial<Health>, ReturnType<typeof heldFor>, EndpointState, boolean][] = [
    ["without trouble", {}, undefined, "healthy", false],
    ["that is slow", { slowSince: NOW }, undefined, "slow", true],
    ["that is paused by hand", { paused: byHand }, "paused", "paused", true],
    ["that asked for a pause", { paused: asked }, "paused", "paused", true],
    ["whose pause is over", { paused: over }, undefined, "recovering", false],
    ["with an open breaker", { breaker }, "breaker", "failing", true],
    ["whose probe succeeded", { breaker: { ...breaker, passed: 1 } }, "breaker", "recovering", true],
    ["with an open breaker and a pause", { breaker, paused: asked }, "paused", "paused", true],
    ["with an open breaker and a pause that is over", { breaker, paused: over }, "breaker", "failing", true],
    ["whose deliveries are released", { release, slowSince: NOW }, undefined, "recovering", true],
  ];

  it.each(CASES)("%s: held for %s, %s, troubled: %s", (_case, fields, held, state, troubled) => {
    const health = healthOf(fields);
    expect(heldFor(health, NOW_MS)).toBe(held);
    expect(stateOf(health, NOW_MS)).toBe(state);
    expect(isTroubled(health, NOW_MS)).toBe(troubled);
  });

  it("that nothing is known about is healthy", () => {
    expect([stateOf(undefined, NOW_MS), isTroubled(undefined, NOW_MS)]).toEqual(["healthy", false]);
  });
});

it.each<[string, Standing, number | undefined]>([
  ["nothing", {}, undefined],
  ["a time that never comes, during a pause by hand,", { paused: byHand, breaker, release }, NEVER_MS],
  ["the end of a pause", { paused: asked, breaker, release }, asked.untilMs],
  ["a probe", { breaker, release }, breaker.probeDueMs],
  [
    "a probe after the lease of another one",
    { breaker: { ...breaker, probingUntilMs: NOW_MS + 90_000 } },
    NOW_MS + 90_000,
  ],
  ["a slice of a release", { release }, NOW_MS],
])("next, %s is due", (_case, standing, expected) => {
  expect(dueMs(standing)).toBe(expected);
});

it.each<[boolean, string, Standing, number]>([
  [true, "of its turn, under its lease", { breaker: { ...breaker, probingUntilMs: NOW_MS + 1 } }, 0],
  [false, "of an earlier turn", { breaker: { ...breaker, failedProbes: 1, probingUntilMs: NOW_MS + 1 } }, 0],
  [false, "without a lease", { breaker }, 0],
  [false, "after its lease", { breaker: { ...breaker, probingUntilMs: NOW_MS } }, 0],
  [false, "during a pause", { paused: asked, breaker: { ...breaker, probingUntilMs: NOW_MS + 1 } }, 0],
  [true, "after a pause", { paused: over, breaker: { ...breaker, probingUntilMs: NOW_MS + 1 } }, 0],
  [false, "of a closed breaker", {}, 0],
])("%s: a probe may be POSTed %s", (expected, _case, standing, failedProbes) => {
  expect(mayProbe(standing, failedProbes, NOW_MS)).toBe(expected);
});

it("keeps the latest ten transitions", () => {
  const made = Array.from({ length: 12 }, (_, n) => ({ at: NOW, to: "failing" as const, why: String(n) }));
  const { transitions } = made.reduce<Standing>(noted, {});
  expect(transitions?.map(({ why }) => Number(why))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
