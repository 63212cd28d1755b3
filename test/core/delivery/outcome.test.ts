import { describe, expect, it } from "vitest";
import { judge, type SendResult } from "../../../lib/core/delivery/outcome.ts";
import { DEFAULT_RETRY_WAITS } from "../../../lib/core/delivery/retry.ts";

const policy = { maxRetries: 3, waits: DEFAULT_RETRY_WAITS, finalStatuses: [410] };
const answer = (result: Partial<SendResult>): SendResult => ({
  startedAtMs: 0,
  timings: { total: 1 },
  excerpt: "",
  ...result,
});
const outcome = (result: Partial<SendResult>, number = 1) => judge(answer(result), number, policy, 0, 0.5);

describe("what an attempt means", () => {
  it.each([200, 201, 202, 204, 299])("%i is delivered", (status) => {
    expect(outcome({ status })).toEqual({ state: "delivered", waitSeconds: 0 });
  });

  it.each([100, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])("%i is retried", (status) => {
    expect(outcome({ status })).toEqual({ state: "retrying", failure: `http-${status}`, waitSeconds: 30 });
  });

  it.each(["dns", "connect", "tls", "timeout-headers", "blocked-address", "protocol"] as const)(
    "%s is retried",
    (failure) => {
      expect(outcome({ failure })).toEqual({ state: "retrying", failure, waitSeconds: 30 });
    },
  );

  it("a result with neither a status nor a failure is a failure", () => {
    expect(outcome({})).toEqual({ state: "retrying", failure: "protocol", waitSeconds: 30 });
  });

  it("an answer that doesn't end in time is a failure, whatever its status", () => {
    expect(outcome({ status: 200, failure: "too-slow" }).failure).toBe("too-slow");
  });

  it("the last attempt exhausts the delivery", () => {
    expect(outcome({ status: 500 }, 4)).toEqual({ state: "exhausted", failure: "http-500", waitSeconds: 0 });
  });

  it("a receiver that is gone gets no second attempt", () => {
    expect(outcome({ status: 410 }).state).toBe("exhausted");
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 529])("Retry-After counts with %i", (status) => {
    expect(outcome({ status, retryAfter: "100" }).waitSeconds).toBe(100);
    expect(outcome({ status, retryAfter: "99.5" }).waitSeconds).toBe(100);
  });

  it.each([301, 400, 404, 422, 501])("Retry-After does not count with %i", (status) => {
    expect(outcome({ status, retryAfter: "100" }).waitSeconds).toBe(30);
  });
});
