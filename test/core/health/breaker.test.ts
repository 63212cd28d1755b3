import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Breaker,
  isProbing,
  opened,
  probeFailed,
  probeNow,
  probesDue,
  probesPassed,
  probing,
} from "../../../lib/core/health/breaker.ts";
import { breakerOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("probes", () => {
  it.each([
    [0, 48_000],
    [0.5, 60_000],
    [0.999999, 72_000],
  ])("begin a minute after the breaker opened, ± 20 %% (%d)", (drawn, wait) => {
    expect(opened("failures", "http-500", NOW_MS, drawn)).toMatchObject({ probeDueMs: NOW_MS + wait, failedProbes: 0 });
  });

  it("wait twice as long after each failure, up to half an hour, ± 20 %", () => {
    fc.assert(
      fc.property(fc.nat(1000), random, (failedProbes, drawn) => {
        const after = probeFailed(breakerOf(0, { failedProbes, passed: 3, probingUntilMs: NOW_MS }), NOW_MS, drawn);
        const base = Math.min(60_000 * 2 ** (failedProbes + 1), 30 * 60_000);
        const waitMs = after.probeDueMs - NOW_MS;
        expect(waitMs).toBeGreaterThanOrEqual(base * 0.8);
        expect(waitMs).toBeLessThanOrEqual(base * 1.2);
        expect(after).toMatchObject({ failedProbes: failedProbes + 1, passed: 0 });
        expect(after.probingUntilMs).toBeUndefined();
      }),
    );
  });

  it.each<[number, string, Partial<Breaker>]>([
    [0, "before they are due", { probeDueMs: NOW_MS + 1 }],
    [1, "when they are due", { probeDueMs: NOW_MS }],
    [0, "while one is under way", { probeDueMs: NOW_MS, probingUntilMs: NOW_MS + 1 }],
    [1, "when the lease of one is over", { probeDueMs: NOW_MS, probingUntilMs: NOW_MS }],
    [5, "after a success", { probeDueMs: NOW_MS, passed: 1 }],
    [1, "after five successes", { probeDueMs: NOW_MS, passed: 5 }],
  ])("%i are due %s", (count, _when, fields) => {
    expect(probesDue(breakerOf(NOW_MS, fields), NOW_MS)).toBe(count);
  });

  it("are under way until their lease ends", () => {
    const breaker = probing(breakerOf(0), NOW_MS);
    expect([isProbing(breaker, NOW_MS - 1), isProbing(breaker, NOW_MS)]).toEqual([true, false]);
  });

  it("are due earlier on request, never later", () => {
    expect(probeNow(breakerOf(NOW_MS), NOW_MS).probeDueMs).toBe(NOW_MS);
    expect(probeNow(breakerOf(0), NOW_MS).probeDueMs).toBe(60_000);
  });
});

describe("successes", () => {
  it("close the breaker after six, in whatever batches they come", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 }), (batches) => {
        let breaker: Breaker | undefined = breakerOf(NOW_MS);
        let passed = 0;
        for (const count of batches) {
          if (!breaker) break;
          breaker = probesPassed(breaker, count, NOW_MS);
          passed += count;
          expect(breaker?.passed).toBe(passed > 5 ? undefined : passed);
        }
        expect(breaker).toBeUndefined();
      }),
    );
  });

  it("end the lease of the first probe, so that the next ones go out at once, but not the leases of those", () => {
    const first = probesPassed(breakerOf(NOW_MS, { probingUntilMs: NOW_MS + 9 }), 1, NOW_MS);
    expect([first?.probingUntilMs, first?.probeDueMs]).toEqual([undefined, NOW_MS]);
    const second = probesPassed(breakerOf(NOW_MS, { probingUntilMs: NOW_MS + 9, passed: 1 }), 2, NOW_MS);
    expect(second).toMatchObject({ probingUntilMs: NOW_MS + 9, passed: 3 });
  });
});
