import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_WAITS, retryAfterSeconds, waitAfter, waitAfterFault } from "../../../lib/core/delivery/retry.ts";

const TWELVE_HOURS = 12 * 3600;

describe("the wait after a failed attempt", () => {
  it.each([
    [1, 30],
    [2, 300],
    [3, 1800],
    [4, 7200],
    [5, 18_000],
    [6, 36_000],
    [10, 36_000],
  ])("after attempt %i is %i seconds in the middle of its jitter", (attempts, seconds) => {
    expect(waitAfter(attempts, DEFAULT_RETRY_WAITS, 0.5)).toBe(seconds);
  });

  it("is spread by a fifth in both directions", () => {
    expect(waitAfter(1, DEFAULT_RETRY_WAITS, 0)).toBe(24);
    expect(waitAfter(1, DEFAULT_RETRY_WAITS, 0.999999)).toBe(36);
  });

  it("is raised by Retry-After and never lowered", () => {
    expect(waitAfter(1, DEFAULT_RETRY_WAITS, 0.5, 120)).toBe(120);
    expect(waitAfter(2, DEFAULT_RETRY_WAITS, 0.5, 120)).toBe(300);
  });

  it("never reaches the 12 hours at which SQS rejects it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, r, after) => {
          const wait = waitAfter(n, DEFAULT_RETRY_WAITS, r, after);
          expect(wait).toBeGreaterThan(0);
          expect(wait).toBeLessThan(TWELVE_HOURS);
        },
      ),
    );
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");

  it.each([
    ["120", 120],
    [" 5 ", 5],
    ["Thu, 01 Jan 2026 00:02:00 GMT", 120],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["soon", 0],
    ["-5", 0],
    ["1.5", 0],
    ["", 0],
    [undefined, 0],
  ])("%j asks for %i seconds", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it("does not overflow", () => {
    expect(retryAfterSeconds("9".repeat(400), now)).toBeLessThan(TWELVE_HOURS);
  });
});

describe("the wait after a failure inside Posthorn", () => {
  it("doubles from 5 seconds to 15 minutes over the receives", () => {
    const longest = [1, 2, 3, 8, 9, 50].map((receives) => waitAfterFault(receives, 0.999999));
    expect(longest).toEqual([5, 10, 20, 640, 900, 900]);
  });

  it("is at least half of that", () => {
    expect(waitAfterFault(3, 0)).toBe(10);
  });
});
