import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
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
    ["1.5", 2],
    ["0.25", 1],
    [".5", 1],
    ["30.0", 30],
    ["1.5.2", 0],
    ["1e3", 0],
    ["in 5 minutes", 0],
    ["until 2099", 0],
    ["Thursday, 01-Jan-26 00:02:00 GMT", 120],
    ["Thu Jan  1 00:02:00 2026", 120],
    ["2026-01-01T00:02:00Z", 120],
    ["2026-01-01T02:02:00+02:00", 120],
    ["", 0],
    [undefined, 0],
  ])("%j asks for %i seconds", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it.each([
    ["a number", "9".repeat(400)],
    ["a fraction", `${"9".repeat(400)}.5`],
    ["a day", "86400"],
    ["a date", "Fri, 01 Jan 2100 00:00:00 GMT"],
  ])("has an upper limit: %s", (_name, header) => {
    expect(retryAfterSeconds(header, now)).toBeLessThan(TWELVE_HOURS);
  });

  it("without a time zone is in UTC, wherever Posthorn runs (RFC 9110, 5.6.7)", () => {
    const before = process.env.TZ;
    process.env.TZ = "Asia/Tokyo";
    onTestFinished(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    expect(retryAfterSeconds("Thu Jan  1 00:02:00 2026", now)).toBe(120);
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
