import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Evidence,
  isClean,
  NO_EVIDENCE,
  type Tally,
  WINDOW_MS,
  whyOpen,
  withNewWindow,
  withTally,
} from "../../../lib/core/health/evidence.ts";
import { NO_POSTS, tallies } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();

const evidenceAfter = (made: readonly Partial<Tally>[], before = NO_EVIDENCE): Evidence =>
  made.reduce<Evidence>((evidence, tally) => withTally(evidence, { ...NO_POSTS, ...tally }, NOW_MS), before);

const failed = (...ids: string[]): Partial<Tally> => ({ failures: ids.length, failedDeliveries: ids });

describe("the evidence after a batch", () => {
  it("adds up the POSTs of a window", () => {
    fc.assert(
      fc.property(fc.array(tallies, { maxLength: 10 }), (made) => {
        const sum = (count: (tally: Tally) => number) => made.reduce((total, tally) => total + count(tally), 0);
        const { attempts, failures, failedDeliveries } = evidenceAfter(made);
        expect(attempts).toBe(sum((tally) => tally.successes + tally.failures));
        expect(failures).toBe(sum((tally) => tally.failures));
        const seen = new Set(made.flatMap((tally) => tally.failedDeliveries));
        expect(failedDeliveries.every((id) => seen.has(id))).toBe(true);
        expect(failedDeliveries.length).toBeGreaterThanOrEqual(Math.min(seen.size, 5));
      }),
    );
  });

  it("begins another window when the one before is over", () => {
    fc.assert(
      fc.property(tallies, tallies, fc.integer({ min: 0, max: 2 * WINDOW_MS }), (first, second, passed) => {
        const before = withTally(NO_EVIDENCE, first, NOW_MS);
        const { windowSinceMs, attempts, failures } = withTally(before, second, NOW_MS + passed);
        const isOver = passed >= WINDOW_MS;
        expect(windowSinceMs).toBe(isOver ? NOW_MS + passed : NOW_MS);
        expect(attempts).toBe(second.successes + second.failures + (isOver ? 0 : before.attempts));
        expect(failures).toBe(second.failures + (isOver ? 0 : before.failures));
      }),
    );
  });

  it.each<[string, Partial<Tally>, Partial<Evidence>]>([
    ["a time-out", { ...failed("a"), timeOuts: 1 }, { timeOuts: 4, failuresInARow: 4, failingSince: "before" }],
    ["a refusal", { ...failed("a"), answers: 0 }, { timeOuts: 3, failuresInARow: 4, failingSince: "before" }],
    ["a 500", { ...failed("a"), answers: 1 }, { timeOuts: 0, failuresInARow: 4, failingSince: "before" }],
    ["a 429", { answers: 1 }, { timeOuts: 0, failuresInARow: 3, failingSince: "before" }],
    ["a 200", { successes: 1, answers: 1 }, { timeOuts: 0, failuresInARow: 0, failingSince: undefined }],
  ])("counts what is in a row: %s", (_case, tally, expected) => {
    const before = { ...NO_EVIDENCE, timeOuts: 3, failuresInARow: 3, failingSince: "before", lastFailureAt: "before" };
    const { timeOuts, failuresInARow, failingSince, lastFailureAt } = evidenceAfter([tally], before);
    expect({ timeOuts, failuresInARow, failingSince }).toEqual(expected);
    expect(lastFailureAt).toBe(tally.failures ? NOW : "before");
  });

  it("knows since when the endpoint fails", () => {
    expect(evidenceAfter([failed("a")]).failingSince).toBe(NOW);
    expect(evidenceAfter([{ answers: 1 }]).failingSince).toBeUndefined();
  });

  it.each<[string, (Tally["slow"] | undefined)[], true | undefined]>([
    ["nothing", [], undefined],
    ["a slow answer", ["answered"], true],
    ["a slow answer, and quick ones since", ["answered", undefined], true],
    ["a slow answer, and a time-out since", ["answered", "timed-out"], undefined],
    ["a time-out, and a slow answer since", ["timed-out", "answered"], true],
  ])("knows whether slow POSTs are answered: after %s", (_case, slow, expected) => {
    expect(evidenceAfter(slow.map((one) => ({ slow: one }))).answersSlowly).toBe(expected);
  });
});

describe("the breaker should open", () => {
  it.each([
    [4, undefined, undefined],
    [5, undefined, "time-outs"],
    [5, true, undefined],
  ])("after %i time-outs in a row of an endpoint with slow answers (%s): %s", (timeOuts, answersSlowly, expected) => {
    expect(whyOpen({ ...NO_EVIDENCE, timeOuts, answersSlowly: answersSlowly as true | undefined })).toBe(expected);
  });

  it("if 70 % of at least 10 attempts from at least 5 deliveries failed, and never else", () => {
    const counts = fc.record({ attempts: fc.nat(30), part: fc.double({ min: 0, max: 1, noNaN: true }), of: fc.nat(8) });
    fc.assert(
      fc.property(counts, ({ attempts, part, of }) => {
        const failures = Math.round(attempts * part);
        const failedDeliveries = Array.from({ length: Math.min(of, failures) }, (_, n) => `dlv_${n}`);
        const isDue = attempts >= 10 && failedDeliveries.length >= 5 && failures * 10 >= attempts * 7;
        const evidence = { ...NO_EVIDENCE, attempts, failures, failedDeliveries };
        expect(whyOpen(evidence)).toBe(isDue ? "failures" : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it("not because of what was before a release", () => {
    const failing = { ...NO_EVIDENCE, attempts: 20, failures: 20, failedDeliveries: [..."abcde"], timeOuts: 9 };
    const renewed = withNewWindow({ ...failing, failingSince: NOW }, NOW_MS);
    expect(whyOpen(renewed)).toBeUndefined();
    expect(renewed).toMatchObject({ windowSinceMs: NOW_MS, failingSince: NOW });
  });
});

it.each<[boolean, string, Partial<Evidence>]>([
  [true, "never failed", {}],
  [false, "has a window that isn't over", { windowSinceMs: NOW_MS - WINDOW_MS + 1 }],
  [true, "has had five minutes without a failure", { lastFailureAt: new Date(NOW_MS - WINDOW_MS).toISOString() }],
  [false, "failed less than five minutes ago", { lastFailureAt: new Date(NOW_MS - WINDOW_MS + 1).toISOString() }],
  [false, "hasn't succeeded since it failed", { failingSince: new Date(0).toISOString() }],
])("%s that an endpoint is clean that %s", (expected, _case, evidence) => {
  expect(isClean({ ...NO_EVIDENCE, ...evidence }, NOW_MS)).toBe(expected);
});
